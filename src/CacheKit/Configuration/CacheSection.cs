using Microsoft.Extensions.Configuration;

namespace CacheKit.Configuration;

/// <summary>The section <c>Caches</c> of a configuration: one child for each alias.</summary>
internal sealed class CacheSection
{
    public const string DefaultAlias = "default";
    private const string Name = "Caches";

    private readonly IConfigurationSection? _section;

    private CacheSection(IConfigurationSection? section, bool isPresent)
    {
        _section = section;
        IsPresent = isPresent;
    }

    /// <summary>The section's full path.</summary>
    public string Path => _section?.Path ?? Name;

    /// <summary>Whether anybody wrote the section; an empty one counts where it can be told from none.</summary>
    public bool IsPresent { get; }

    /// <summary>The aliases, as they are spelt.</summary>
    public IReadOnlyList<string> Aliases => [.. Children(_section).Select(static child => child.Key)];

    /// <summary>Finds the section in a configuration, or recognizes it when it is given itself.</summary>
    /// <param name="configuration">
    /// A root, or a section that holds <c>Caches</c>, or a section of any name that holds the aliases; null for none.
    /// </param>
    public static CacheSection Find(IConfiguration? configuration)
    {
        if (configuration is null)
            return new CacheSection(null, false);
        if (configuration is IConfigurationSection named && IsNamed(named))
            return OfSection(named);
        if (Children(configuration).FirstOrDefault(IsNamed) is { } child)
            return new CacheSection(child, true);
        return configuration is IConfigurationSection section ? OfSection(section) : new CacheSection(null, false);
    }

    /// <summary>The section of an alias; null when the configuration has none.</summary>
    public IConfigurationSection? Find(string alias) =>
        Children(_section).FirstOrDefault(child => string.Equals(child.Key, alias, StringComparison.OrdinalIgnoreCase));

    /// <summary>What is wrong with the section itself.</summary>
    public IEnumerable<string> Check()
    {
        if (_section?.Value is { Length: > 0 } text)
            yield return $"{Path} is {SettingText.Quote(text)}; expected a section with one child for each alias, for instance {Path}:{DefaultAlias}:Backend.";
        if (Find("") is not null)
            yield return $"{Path}: has an alias without a name.";
    }

    private static CacheSection OfSection(IConfigurationSection section) =>
        new(section, section.Value is not null || Children(section).Any());

    private static bool IsNamed(IConfigurationSection section) => string.Equals(section.Key, Name, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<IConfigurationSection> Children(IConfiguration? configuration) => configuration?.GetChildren() ?? [];
}
