using StackExchange.Redis;

namespace CacheKit.Redis.Configuration;

/// <summary>What an alias on Redis is made from, read and valid. A class, not a record: it holds a password, and shows nothing.</summary>
internal sealed class RedisSettings
{
    /// <summary>How the client connects; null where the application's own multiplexer is used.</summary>
    public ConfigurationOptions? Client { get; init; }

    /// <summary>The key of the application's multiplexer among its services; null for one without a key.</summary>
    public string? MultiplexerKey { get; init; }

    /// <summary>The number of the database; -1 for the one that the application's multiplexer was configured with.</summary>
    public required int Database { get; init; }

    /// <summary>How many connections share the calls.</summary>
    public int Connections { get; init; } = 1;

    /// <summary>Whether reads go to the replicas.</summary>
    public required bool ReadsFromReplicas { get; init; }

    /// <summary>How long a call may wait for the first connection.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Where the server is, for logs and errors, without secrets.</summary>
    public required string Server { get; init; }

    /// <summary>Which settings have no effect, and why; one text for each reason.</summary>
    public required IReadOnlyList<string> WithoutEffect { get; init; }
}
