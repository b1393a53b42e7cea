namespace CacheKit.Memcached.Configuration;

/// <summary>What an alias on memcached is made from, read and valid. A class, not a record: it holds a password, and shows nothing.</summary>
internal sealed class MemcachedSettings
{
    /// <summary>Where the servers are and how they are used.</summary>
    public required MemcachedClientOptions Client { get; init; }

    /// <summary>Where the servers are, for logs and errors.</summary>
    public required string Servers { get; init; }

    /// <summary>Which settings have no effect, and why; one text for each reason.</summary>
    public required IReadOnlyList<string> WithoutEffect { get; init; }
}
