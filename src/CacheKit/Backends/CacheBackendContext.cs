using CacheKit.Configuration;
using Microsoft.Extensions.Logging;

namespace CacheKit.Backends;

/// <summary>What a backend is made from: the alias that it is for, its location and options, and the application around it.</summary>
public sealed class CacheBackendContext
{
    private readonly string _locationPath;
    private readonly ICollection<string> _errors;
    private readonly CacheOptions _options;

    internal CacheBackendContext(
        string alias,
        CacheOptions options,
        IReadOnlyList<string> locations,
        CacheOptionReader ownOptions,
        IServiceProvider services,
        TimeProvider time,
        ILogger logger,
        ICollection<string> errors)
    {
        Alias = alias;
        Backend = options.Backend ?? CacheOptions.DefaultBackend;
        Location = locations.Count == 0 ? null : options.Location;
        Locations = locations;
        Options = ownOptions;
        MaxEntries = options.MaxEntries;
        CullFrequency = options.CullFrequency;
        MaxBytes = options.MaxBytes;
        Services = services;
        TimeProvider = time;
        Logger = logger;
        _locationPath = options.PathOf("Location", locations.Count > 0);
        _errors = errors;
        _options = options;
    }

    /// <summary>The alias.</summary>
    public string Alias { get; }

    /// <summary>The text of the setting <c>Backend</c>: a name, or another spelling of it such as one of Django's paths.</summary>
    public string Backend { get; }

    /// <summary>The setting <c>Location</c> as one text; null when it is left out, ignored or an array. It may hold secrets.</summary>
    public string? Location { get; }

    /// <summary>The parts of the setting <c>Location</c>; empty when it is left out or ignored. They may hold secrets.</summary>
    public IReadOnlyList<string> Locations { get; }

    /// <summary>The backend's own options. Those that every alias has are read already and not among them.</summary>
    public CacheOptionReader Options { get; }

    /// <summary><c>Options:MaxEntries</c>: how many entries the store may hold before it is culled.</summary>
    public int MaxEntries { get; }

    /// <summary><c>Options:CullFrequency</c>: a cull removes one in so many entries; 0, all.</summary>
    public int CullFrequency { get; }

    /// <summary><c>Options:MaxBytes</c>: how many bytes a store in this process may take.</summary>
    public long MaxBytes { get; }

    /// <summary>The application's services.</summary>
    public IServiceProvider Services { get; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>The backend's log.</summary>
    public ILogger Logger { get; }

    /// <summary>How long entries live that say nothing themselves; null for ever.</summary>
    internal TimeSpan? Timeout => (_options.Timeout.IsAliasDefault ? CacheSettings.DefaultTimeout : _options.Timeout).Duration;

    /// <summary>What all keys begin with.</summary>
    internal string KeyPrefix => _options.KeyPrefix;

    /// <summary>Whether the application makes the final keys itself.</summary>
    internal bool HasKeyFunction => _options.KeyFunction is not null;

    /// <summary>What a clear removes.</summary>
    internal CacheClearScope ClearScope => _options.ClearScope;

    /// <summary>The full path of <c>Options:OnFailure</c> where the configuration says <c>throw</c>; else null.</summary>
    internal string? PathOfThrowing => _options.OnFailure == CacheFailure.Throw ? _options.ConfiguredPaths.GetValueOrDefault("Options:OnFailure") : null;

    /// <summary>The location, whole and with its secrets masked: a part that was cut out of a password looks like a host.</summary>
    internal string DisplayLocation => Location is { } text ? LocationDisplay.Mask(text) : LocationDisplay.Mask(Locations);

    /// <summary>Reports that <c>Location</c> is wrong.</summary>
    /// <param name="problem">
    /// What is wrong and what would be right, to follow the path: <c>must be an absolute directory</c>. Without the
    /// location itself, which may hold a password.
    /// </param>
    public void AddLocationError(string problem) =>
        _errors.Add(Locations.Count == 0
            ? $"{_locationPath} {problem}"
            : $"{_locationPath} ({DisplayLocation}) {problem}");

    /// <summary>Reads what a location itself says by name, as <see cref="Options"/> are read.</summary>
    /// <param name="path">The full path of another setting that holds the location; null for <c>Location</c>.</param>
    /// <param name="values">The values, as texts.</param>
    /// <param name="spellings">Names that stand for other names.</param>
    internal CacheOptionReader ReadLocation(string? path, IReadOnlyDictionary<string, string?> values, IReadOnlyDictionary<string, string> spellings) =>
        new(path ?? _locationPath, values, spellings, _errors);
}
