using Microsoft.Extensions.Configuration;

namespace CacheKit.Configuration;

/// <summary>The section <c>Caches</c> of a configuration, as it is now: one child for each alias.</summary>
internal sealed class CacheSection
{
    public const string DefaultAlias = "default";
    private const string Name = "Caches";

    private readonly IConfiguration? _configuration;

    private CacheSection(IConfiguration? configuration) => _configuration = configuration;

    /// <summary>The section's full path.</summary>
    public string Path => Section?.Path ?? Name;

    /// <summary>Whether anybody wrote the section; an empty one counts where it can be told from none.</summary>
    public bool IsPresent => Look().IsPresent;

    /// <summary>The aliases, as they are spelt.</summary>
    public IReadOnlyList<string> Aliases => [.. Children(Section).Select(static child => child.Key)];

    private IConfigurationSection? Section => Look().Section;

    /// <summary>Finds the section in a configuration, or recognizes it when it is given itself.</summary>
    /// <param name="configuration">
    /// A root, or a section that holds <c>Caches</c>, or a section of any name that holds the aliases; null for none.
    /// </param>
    public static CacheSection Find(IConfiguration? configuration) => new(configuration);

    /// <summary>The section of an alias; null when the configuration has none.</summary>
    public IConfigurationSection? Find(string alias) =>
        Children(Section).FirstOrDefault(child => string.Equals(child.Key, alias, StringComparison.OrdinalIgnoreCase));

    /// <summary>What is wrong with the section itself.</summary>
    public IEnumerable<string> Check()
    {
        if (Section?.Value is { Length: > 0 } text)
            yield return $"{Path} is {SettingText.Quote(text)}; expected a section with one child for each alias, for instance {Path}:{DefaultAlias}:Backend.";
        if (Find("") is not null)
            yield return $"{Path}: has an alias without a name.";
    }

    // Each time anew: a file that is changed while the application runs may bring the section, or take it away.
    private (IConfigurationSection? Section, bool IsPresent) Look()
    {
        if (_configuration is IConfigurationSection named && IsNamed(named))
            return OfSection(named);
        if (Children(_configuration).FirstOrDefault(IsNamed) is { } child)
            return (child, true);
        return _configuration is IConfigurationSection section ? OfSection(section) : (null, false);
    }

    private static (IConfigurationSection Section, bool IsPresent) OfSection(IConfigurationSection section) =>
        (section, section.Value is not null || Children(section).Any());

    private static bool IsNamed(IConfigurationSection section) => string.Equals(section.Key, Name, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<IConfigurationSection> Children(IConfiguration? configuration) => configuration?.GetChildren() ?? [];
}
