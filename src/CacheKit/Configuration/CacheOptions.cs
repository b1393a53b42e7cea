using CacheKit.Configuration;

namespace CacheKit;

/// <summary>
/// Everything that the section <c>Caches</c> can say of one alias, for code. Starts with what the configuration says;
/// what code sets wins. Read when the application starts, and when the configuration changes: docs/configuration.md says what
/// changes then.
/// </summary>
public sealed class CacheOptions
{
    internal const string DefaultBackend = "locmem";

    private string? _location;
    private IReadOnlyList<string> _locations = [];

    /// <summary>What keeps the entries: a registered name or the assembly-qualified name of a type. Null is <c>locmem</c>.</summary>
    public string? Backend { get; set; }

    /// <summary>Where it keeps them, as one text. Setting it replaces <see cref="Locations"/>.</summary>
    public string? Location
    {
        get => _location;
        set => (_location, _locations) = (value, []);
    }

    /// <summary>Where it keeps them, as a list of servers. Setting it replaces <see cref="Location"/>.</summary>
    public IReadOnlyList<string> Locations
    {
        get => _locations;
        set => (_location, _locations) = (null, value ?? []);
    }

    /// <summary>How long entries live that say nothing themselves. 300 seconds, as in Django.</summary>
    public CacheTimeout Timeout { get; set; } = CacheSettings.DefaultTimeout;

    /// <summary>What all keys begin with, so that several applications can share a store.</summary>
    public string KeyPrefix { get; set => field = value ?? ""; } = "";

    /// <summary>The version of keys for calls that name none. 1.</summary>
    public int Version { get; set; } = 1;

    /// <summary>
    /// Makes the final key; null for <c>prefix:version:key</c>. A configuration names a static method,
    /// <c>Namespace.Type.Method, Assembly</c>, which is found by reflection: a trimmed application sets it here.
    /// </summary>
    public CacheKeyFunction? KeyFunction { get; set; }

    /// <summary>How many entries locmem, file and database caches hold before they are culled. 300; zero or less culls on each insertion.</summary>
    public int MaxEntries { get; set; } = CacheSettings.DefaultMaxEntries;

    /// <summary>A cull removes one in so many entries; 0 removes all. 3.</summary>
    public int CullFrequency { get; set; } = CacheSettings.DefaultCullFrequency;

    /// <summary>How many bytes a locmem store takes at most, keys and overhead counted. 100 MiB.</summary>
    public long MaxBytes { get; set; } = CacheSettings.DefaultMaxBytes;

    /// <summary>When keys that memcached would refuse are logged.</summary>
    public CacheKeyWarnings KeyWarnings { get; set; }

    /// <summary>Whether logs may show keys. True.</summary>
    public bool LogKeys { get; set; } = true;

    /// <summary>What a read gives when the stored payload cannot be read.</summary>
    public CacheUnreadable OnUnreadable { get; set; }

    /// <summary>What an operation of <see cref="ICache"/> does when the backend fails.</summary>
    public CacheFailure OnFailure { get; set; }

    /// <summary>
    /// What <see cref="ICache.ClearAsync"/> removes. <see cref="CacheClearScope.Prefix"/> needs a
    /// <see cref="KeyPrefix"/> and the default key function.
    /// </summary>
    public CacheClearScope ClearScope { get; set; }

    /// <summary>Payloads of more bytes are compressed; null for none.</summary>
    public int? CompressAbove { get; set; }

    /// <summary>The name of the registered serializer for values; null for the default one.</summary>
    public string? Serializer { get; set; }

    /// <summary>
    /// The backend's own options, by name in any spelling; an option within an option as <c>behaviors:ketama</c>, an
    /// element of a list as <c>name:0</c>.
    /// </summary>
    public IDictionary<string, string?> BackendOptions { get; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The full path of the alias, for messages.</summary>
    internal string Path { get; set; } = "";

    /// <summary>The full path of the alias's options, for messages; null when the configuration has none.</summary>
    internal string? OptionsPath { get; set; }

    /// <summary>What was wrong in the configuration.</summary>
    internal List<string> Errors { get; } = [];

    /// <summary>The full path of each setting that the configuration holds, as it is spelt there, by our name.</summary>
    internal Dictionary<string, string> ConfiguredPaths { get; } = new(StringComparer.Ordinal);

    /// <summary>The full path of a setting, for messages.</summary>
    /// <param name="name">Our name of it, for instance <c>Options:MaxEntries</c>.</param>
    /// <param name="isSet">Whether it has a value; one that the configuration does not hold was then set in code.</param>
    internal string PathOf(string name, bool isSet = true) =>
        ConfiguredPaths.TryGetValue(name, out var path) ? path : $"{Path}:{name}{(isSet ? " (set in code)" : "")}";
}
