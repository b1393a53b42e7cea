namespace CacheKit.Configuration;

/// <summary>One alias of the section <c>Caches</c>, validated: what every backend has in common.</summary>
internal sealed class CacheSettings
{
    /// <summary>Django's <c>TIMEOUT</c> when it is left out.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(300);

    /// <summary>Django's <c>MAX_ENTRIES</c> when it is left out.</summary>
    public const int DefaultMaxEntries = 300;

    /// <summary>Django's <c>CULL_FREQUENCY</c> when it is left out.</summary>
    public const int DefaultCullFrequency = 3;

    /// <summary><c>Options:MaxBytes</c> when it is left out: 100 MiB.</summary>
    public const long DefaultMaxBytes = 100L * 1024 * 1024;

    private volatile LiveCacheSettings _live = new();

    public required string Alias { get; init; }

    /// <summary>The registered name of the backend, for instance <c>locmem</c>.</summary>
    public string Backend { get; init; } = CacheOptions.DefaultBackend;

    /// <summary>The parts of <c>Location</c>; empty when it is left out.</summary>
    public IReadOnlyList<string> Locations { get; init; } = [];

    /// <summary>The timeout of entries that say none: never alias-default itself.</summary>
    // hot path
    public CacheTimeout Timeout
    {
        get => _live.Timeout;
        init => _live = _live with { Timeout = value };
    }

    public string KeyPrefix { get; init; } = "";

    public int Version { get; init; } = 1;

    /// <summary>The user's key function; null for <c>prefix:version:key</c>.</summary>
    public CacheKeyFunction? KeyFunction { get; init; }

    public CacheKeyWarnings KeyWarnings
    {
        get => _live.KeyWarnings;
        init => _live = _live with { KeyWarnings = value };
    }

    public bool LogKeys
    {
        get => _live.LogKeys;
        init => _live = _live with { LogKeys = value };
    }

    public CacheClearScope ClearScope { get; init; }

    /// <summary><c>Options:OnUnreadable</c> = <c>throw</c>: a payload that cannot be read is an error, not a miss.</summary>
    public bool ThrowOnUnreadable
    {
        get => _live.ThrowOnUnreadable;
        init => _live = _live with { ThrowOnUnreadable = value };
    }

    /// <summary><c>Options:OnFailure</c>.</summary>
    public CacheFailure OnFailure { get; init; }

    /// <summary><c>Options:CompressAbove</c>: payloads of more bytes are compressed; null for none.</summary>
    public int? CompressAbove { get; init; }

    /// <summary>The words that an operator needs for what the backend throws; null where its own say enough.</summary>
    public Func<Exception, Exception>? Explain { get; init; }

    /// <summary>Which failures mean that a server is away (<see cref="Backends.CacheBackendDescriptor.IsOutage"/>); null where nobody says.</summary>
    public Func<Exception, bool>? IsOutage { get; init; }

    /// <summary>Goes from now on by what may change of others.</summary>
    public void Take(CacheSettings read) => _live = read._live;

    /// <summary>A failure of the backend in the words that an operator needs.</summary>
    public Exception Explained(Exception failure) => Explain?.Invoke(failure) ?? failure;
}
