using CacheKit.Backends;
using CacheKit.Configuration.Catalog;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CacheKit.Configuration;

/// <summary>
/// Fills the options of an alias from its section. Every fault is kept with the options, not thrown: all aliases are
/// read before any is reported. Reads by hand, without the reflection of a binder.
/// </summary>
internal sealed class ConfigureCacheOptions(CacheSection caches) : IConfigureNamedOptions<CacheOptions>
{
    private const string OptionsSection = "Options";

    /// <summary>The settings of an alias, under our names.</summary>
    public static readonly string[] SettingNames =
        ["Backend", "Location", "Timeout", "KeyPrefix", "Version", "KeyFunction", OptionsSection];

    /// <summary>The options that every alias has, whatever its backend, under our names.</summary>
    public static readonly string[] CommonOptionNames =
        ["MaxEntries", "CullFrequency", "MaxBytes", "KeyWarnings", "LogKeys", "OnUnreadable", "OnFailure", "ClearScope", "CompressAbove", "Serializer"];

    public void Configure(CacheOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, CacheOptions options)
    {
        var alias = name ?? "";
        options.Path = $"{caches.Path}:{alias}";
        if (caches.Find(alias) is not { } section)
            return;

        options.Path = section.Path;
        if (section.Value is { Length: > 0 } text)
            options.Errors.Add($"{section.Path} is {SettingText.Quote(text)}; expected a section with the settings of the alias, for instance "
                + $"{section.Path}:Backend.");
        var settings = new CacheOptionReader(section.Path, Flatten(section), CacheOptionReader.NoSpellings, options.Errors);
        ReadSettings(settings, options);
        ReadOptions(settings.GetSection(OptionsSection), options);
    }

    private static void ReadSettings(CacheOptionReader settings, CacheOptions options)
    {
        foreach (var name in settings.Names)
        {
            if (Array.Find(SettingNames, known => Spelling.AreSame(known, name)) is { } setting)
                options.ConfiguredPaths[setting] = settings.PathOf(name);
            else if (IsOption(name))
                settings.AddError(name, $"is an option: write {settings.PathOf(OptionsSection)}:{name}.");
            else
                settings.AddError(name, $"is unknown. {SettingText.Suggest(name, SettingNames)}");
        }

        options.Backend = settings.GetString("Backend")?.Trim() ?? options.Backend;
        options.KeyPrefix = settings.GetString("KeyPrefix") ?? options.KeyPrefix;
        options.Version = settings.GetInt32("Version") ?? options.Version;
        ReadLocation(settings, options);
        ReadTimeout(settings, options);
        ReadKeyFunction(settings, options);
    }

    private static void ReadLocation(CacheOptionReader settings, CacheOptions options)
    {
        var (text, elements) = settings.GetTextOrList("Location");
        if (!string.IsNullOrEmpty(text))
            options.Location = text;
        else if (elements.Count > 0)
            // An empty element takes the place of one that another source put there.
            options.Locations = [.. elements.Where(static element => !string.IsNullOrWhiteSpace(element))];
    }

    private static void ReadTimeout(CacheOptionReader settings, CacheOptions options)
    {
        const string Timeout = "Timeout";
        if (!settings.TryGetString(Timeout, out var text))
            return;
        if (text is null || string.Equals(text.Trim(), "never", StringComparison.OrdinalIgnoreCase))
            options.Timeout = CacheTimeout.Never;
        else if (SettingText.TryReadSeconds(text, out var time))
            options.Timeout = time;
        else if (string.IsNullOrWhiteSpace(text))
            settings.AddError(Timeout, "is empty; write never for entries that do not expire, or a number of seconds.");
        else
            settings.AddError(Timeout, $"is {SettingText.Quote(text)}; expected a number of seconds (300, 0.5; 0 is not cached) or never.");
    }

    private static void ReadKeyFunction(CacheOptionReader settings, CacheOptions options)
    {
        const string KeyFunction = "KeyFunction";
        if (settings.GetString(KeyFunction) is not { } name)
            return;
        if (KeyFunctionName.TryFind(name, out var function, out var problem))
            options.KeyFunction = function;
        else
            settings.AddError(KeyFunction, $"is {SettingText.Quote(name)}: {problem}");
    }

    private static void ReadOptions(CacheOptionReader section, CacheOptions options)
    {
        foreach (var name in section.Names)
        {
            if (Array.Find(CommonOptionNames, known => Spelling.AreSame(known, name)) is { } common)
                options.ConfiguredPaths[$"{OptionsSection}:{common}"] = section.PathOf(name);
        }

        foreach (var (key, value) in section.Values)
        {
            if (!Array.Exists(CommonOptionNames, known => Spelling.AreSame(known, CacheOptionReader.FirstPart(key))))
                options.BackendOptions[key] = value;
        }

        options.OptionsPath = section.Path;
        options.MaxEntries = section.GetInt32("MaxEntries") ?? options.MaxEntries;
        options.CullFrequency = section.GetInt32("CullFrequency", minimum: 0) ?? options.CullFrequency;
        options.MaxBytes = section.GetInt64("MaxBytes", minimum: 1) ?? options.MaxBytes;
        options.KeyWarnings = section.GetEnum<CacheKeyWarnings>("KeyWarnings") ?? options.KeyWarnings;
        options.LogKeys = section.GetBoolean("LogKeys") ?? options.LogKeys;
        options.OnUnreadable = section.GetEnum<CacheUnreadable>("OnUnreadable") ?? options.OnUnreadable;
        options.OnFailure = section.GetEnum<CacheFailure>("OnFailure") ?? options.OnFailure;
        options.ClearScope = section.GetEnum<CacheClearScope>("ClearScope") ?? options.ClearScope;
        options.CompressAbove = section.GetInt32("CompressAbove", minimum: 0) ?? options.CompressAbove;
        options.Serializer = section.GetString("Serializer") ?? options.Serializer;
    }

    private static bool IsOption(string name) =>
        CommonOptionNames.Concat(KnownBackend.All.SelectMany(static backend => backend.OptionNames))
            .Any(option => Spelling.AreSame(option, name));

    /// <summary>
    /// All values below a section by their paths within it. A parent's null is left out: it is in a copied configuration
    /// (<c>AsEnumerable</c>) only.
    /// </summary>
    private static Dictionary<string, string?> Flatten(IConfigurationSection section)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
            Add(child);
        return values;

        void Add(IConfigurationSection node)
        {
            var children = node.GetChildren().ToList();
            if (children.Count == 0 || node.Value is not null)
                values[node.Path[(section.Path.Length + 1)..]] = node.Value;
            children.ForEach(Add);
        }
    }
}
