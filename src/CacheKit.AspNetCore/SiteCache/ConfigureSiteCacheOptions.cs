using CacheKit.Backends;
using CacheKit.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CacheKit.AspNetCore.SiteCache;

/// <summary>
/// Fills the options from the section <c>SiteCache</c> and from Django's <c>CACHE_MIDDLEWARE_…</c> beside it. Faults are
/// kept with the options, so that all are reported at once.
/// </summary>
internal sealed class ConfigureSiteCacheOptions(IServiceProvider services) : IConfigureOptions<SiteCacheOptions>
{
    private const string Section = "SiteCache";

    /// <summary>The settings of the section, under our names.</summary>
    public static readonly string[] Names =
        ["Alias", "Seconds", "KeyPrefix", "ClientSeconds", "StaleWhileRevalidate", "StaleIfError", "MaximumBodySize", "ETag", "CacheableStatusCodes",
        "Exclude", "Hosts", "IgnoreQuery", "QueryKeys", "SortQuery", "SharedAuthorization",
        "CacheStatus", "HonourRequestDirectives", "Admission", "LocalCopies"];

    private static readonly (string Django, string Ours)[] _spellings =
        [("CACHE_MIDDLEWARE_ALIAS", "Alias"), ("CACHE_MIDDLEWARE_SECONDS", "Seconds"), ("CACHE_MIDDLEWARE_KEY_PREFIX", "KeyPrefix")];

    public void Configure(SiteCacheOptions options)
    {
        if (FindConfiguration(services) is not { } configuration)
            return;
        var section = configuration.GetSection(Section);
        if (section.Value is { Length: > 0 } text)
            options.Errors.Add($"{section.Path} is {SettingText.Quote(text)}; expected a section, for instance {section.Path}:Seconds.");
        var values = Flatten(section);
        AddDjangos(configuration, section, values, options.Errors);
        Read(new CacheOptionReader(section.Path, values, CacheOptionReader.NoSpellings, options.Errors), options);
    }

    /// <summary>The configuration that the caches come from, unless that is no more than their own section.</summary>
    public static IConfiguration? FindConfiguration(IServiceProvider services)
    {
        var given = services.GetServices<CacheConfigurationSource>().LastOrDefault()?.Configuration;
        return given is null or IConfigurationSection { Key: "Caches" } ? services.GetService<IConfiguration>() : given;
    }

    private static void AddDjangos(IConfiguration root, IConfigurationSection section, Dictionary<string, string?> values, List<string> errors)
    {
        foreach (var (django, ours) in _spellings)
        {
            if (root[django] is not { } value)
                continue;
            var known = values.Keys.FirstOrDefault(name => Spelling.AreSame(name, ours));
            if (known is null)
                values[ours] = value;
            else if (values[known] != value)
                errors.Add($"{section.Path}:{known} and {django} are two spellings of one setting with different values: keep one of them.");
        }
    }

    private static void Read(CacheOptionReader reader, SiteCacheOptions options)
    {
        foreach (var name in reader.Names.Where(static name => !Array.Exists(Names, known => Spelling.AreSame(known, name))))
            reader.AddError(name, $"is unknown. {SettingText.Suggest(name, Names)}");

        options.Alias = reader.GetString("Alias") ?? options.Alias;
        options.Timeout = reader.GetSeconds("Seconds") ?? options.Timeout;
        options.KeyPrefix = reader.GetString("KeyPrefix") ?? options.KeyPrefix;
        options.ClientTimeout = reader.GetSeconds("ClientSeconds") ?? options.ClientTimeout;
        options.StaleWhileRevalidate = reader.GetSeconds("StaleWhileRevalidate") ?? options.StaleWhileRevalidate;
        options.StaleIfError = reader.GetSeconds("StaleIfError") ?? options.StaleIfError;
        options.MaximumBodySize = reader.GetInt64("MaximumBodySize", 0, int.MaxValue) ?? options.MaximumBodySize;
        options.ETag = reader.GetBoolean("ETag") ?? options.ETag;
        options.CacheStatus = reader.GetBoolean("CacheStatus") ?? options.CacheStatus;
        options.HonourRequestDirectives = reader.GetBoolean("HonourRequestDirectives") ?? options.HonourRequestDirectives;
        options.Admission = reader.GetBoolean("Admission") ?? options.Admission;
        options.LocalCopies = reader.GetInt64("LocalCopies", 0, long.MaxValue) ?? options.LocalCopies;
        options.Exclude = ReadList(reader, "Exclude") ?? options.Exclude;
        options.Hosts = ReadList(reader, "Hosts") ?? options.Hosts;
        options.SharedAuthorization = reader.GetBoolean("SharedAuthorization") ?? options.SharedAuthorization;
        options.IgnoreQuery = ReadList(reader, "IgnoreQuery") ?? options.IgnoreQuery;
        options.QueryKeys = ReadList(reader, "QueryKeys") ?? options.QueryKeys;
        options.SortQuery = reader.GetBoolean("SortQuery") ?? options.SortQuery;
        if (ReadList(reader, "CacheableStatusCodes") is { } statuses)
            options.CacheableStatusCodes = ReadStatuses(reader, statuses);
    }

    private static List<string>? ReadList(CacheOptionReader reader, string name)
    {
        var (text, elements) = reader.GetTextOrList(name);
        if (text is not null)
            return [.. text.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        // An empty element takes the place of one that another source put there.
        return elements.Count > 0 ? [.. elements.Where(static element => !string.IsNullOrWhiteSpace(element))] : null;
    }

    private static List<int> ReadStatuses(CacheOptionReader reader, List<string> texts)
    {
        var statuses = new List<int>(texts.Count);
        foreach (var text in texts)
        {
            if (SettingText.TryReadWholeNumber(text, out var status) && status is >= 0 and <= 999)
                statuses.Add((int)status);
            else
                reader.AddError("CacheableStatusCodes", $"has {SettingText.Quote(text)}; expected a status, for instance 404.");
        }

        return statuses;
    }

    private static Dictionary<string, string?> Flatten(IConfigurationSection section)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (path, value) in section.AsEnumerable(makePathsRelative: true))
        {
            if (path.Length > 0 && (value is not null || !section.GetSection(path).GetChildren().Any()))
                values[path] = value;
        }

        return values;
    }
}
