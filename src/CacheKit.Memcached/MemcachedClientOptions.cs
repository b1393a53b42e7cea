using System.Net.Security;
using CacheKit.Memcached.Diagnostics;

namespace CacheKit.Memcached;

/// <summary>Where the servers are and how they are used. Changes after a client was made have no effect on it.</summary>
public sealed class MemcachedClientOptions
{
    // No clock of the system's waits longer.
    private static readonly TimeSpan _longestTime = TimeSpan.FromDays(24);

    /// <summary>The servers, each once.</summary>
    public IList<MemcachedServerAddress> Servers { get; } = [];

    /// <summary>By what rule keys are spread over the servers; pymemcache's by default. All who use the same servers need the same one.</summary>
    public MemcachedDistribution Distribution { get; set; }

    /// <summary>The language spoken with them; the meta protocol by default.</summary>
    public MemcachedProtocol Protocol { get; set; }

    /// <summary>
    /// The user: by SASL PLAIN in the binary protocol (often <c>user@realm</c>), as in the server's <c>-Y</c> file in the meta
    /// protocol. Null: the servers ask for none. Without TLS the password goes over the network as it is.
    /// </summary>
    public string? UserName { get; set; }

    /// <summary>The user's password.</summary>
    public string? Password { get; set; }

    /// <summary>Whether to speak TLS; off by default.</summary>
    public bool UseTls { get; set; }

    /// <summary>Changes what TLS is used with; the server's host is the name that its certificate must have.</summary>
    public Action<SslClientAuthenticationOptions>? ConfigureTls { get; set; }

    /// <summary>
    /// How many connections to each server; 1 by default. Reads take turns on more, so that small values do not wait behind large
    /// ones; all that changes entries goes over one, so that no store that was given up overtakes the removal that follows it.
    /// A server that lets fewer in is used over those that are there.
    /// </summary>
    public int ConnectionsPerServer { get; set; } = 1;

    /// <summary>How long connecting and signing in may take together; 1 second by default.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait for a reply; 1 second by default. Exact to a sixteenth. Twice this time without a sign of life closes a connection.</summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a connection may be idle before the server is asked whether it is still there; 30 seconds by default.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a server is left alone after it could not be reached; 1 second by default (pymemcache's <c>retry_timeout</c>).
    /// Then one call tries it again, and all others fail at once until that has succeeded.
    /// </summary>
    public TimeSpan RetryInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether the other servers take over the keys of one that is dead; off by default: its keys fail, those of the others do
    /// not. Where they take over, a server that was not restarted but only out of reach comes back with values that have been
    /// changed or removed elsewhere meanwhile, and clients that do not agree on who is dead see different values.
    /// </summary>
    public bool UseFailover { get; set; }

    /// <summary>
    /// With <see cref="UseFailover"/>: how many times in a row, each after <see cref="RetryInterval"/>, a server that failed is
    /// tried again before it is dead; 2 by default (pymemcache's <c>retry_attempts</c>). With 0 the first failure kills.
    /// </summary>
    public int RetryAttempts { get; set; } = 2;

    /// <summary>
    /// With <see cref="UseFailover"/>: how long a server stays dead before it is tried again, by no call but in the background,
    /// and gets its keys back if it answers; 1 minute by default (pymemcache's <c>dead_timeout</c>). When all servers are dead,
    /// each is tried after <see cref="RetryInterval"/>.
    /// </summary>
    public TimeSpan DeadTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many bytes of requests may wait for their replies on one connection; further calls wait. 8 MiB by default.</summary>
    public int MaximumBytesInFlight { get; set; } = 8 * 1024 * 1024;

    /// <summary>The longest value that is taken from a server, in bytes; 128 MiB by default. A reply that announces more ends the connection.</summary>
    public int MaximumValueLength { get; set; } = 128 * 1024 * 1024;

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Is told when servers are lost and found again, and when they let fewer connections in; null for nobody.</summary>
    internal ServerLog? Log { get; set; }

    /// <exception cref="ArgumentException">An option has a value that it cannot have.</exception>
    internal MemcachedClientOptions Validated()
    {
        if (Servers.Count == 0)
            throw new ArgumentException($"{nameof(Servers)} is empty: add a server, for instance MemcachedServerAddress.Parse(\"localhost:11211\").");
        if (!Enum.IsDefined(Protocol))
            throw new ArgumentException($"{nameof(Protocol)} is {Protocol}: it is one of {string.Join(", ", Enum.GetNames<MemcachedProtocol>())}.");
        if (!Enum.IsDefined(Distribution))
            throw new ArgumentException($"{nameof(Distribution)} is {Distribution}: it is one of {string.Join(", ", Enum.GetNames<MemcachedDistribution>())}.");
        CheckServers();
        if (UserName is null != Password is null)
            throw new ArgumentException($"{nameof(UserName)} and {nameof(Password)} belong together: one of them is missing.");
        RequirePositive(ConnectionsPerServer, nameof(ConnectionsPerServer));
        RequireTime(ConnectTimeout, nameof(ConnectTimeout));
        RequireTime(OperationTimeout, nameof(OperationTimeout));
        RequireTime(KeepAliveInterval, nameof(KeepAliveInterval));
        RequireTime(RetryInterval, nameof(RetryInterval));
        RequireTime(DeadTime, nameof(DeadTime));
        if (RetryAttempts < 0)
            throw new ArgumentException($"{nameof(RetryAttempts)} must not be negative.");
        RequirePositive(MaximumBytesInFlight, nameof(MaximumBytesInFlight));
        RequirePositive(MaximumValueLength, nameof(MaximumValueLength));
        ArgumentNullException.ThrowIfNull(TimeProvider);
        return (MemcachedClientOptions)MemberwiseClone();
    }

    private void CheckServers()
    {
        HashSet<string> names = [];
        foreach (var server in Servers)
        {
            if (!names.Add(server.ToString()))
                throw new ArgumentException($"{nameof(Servers)} has {server} twice.");
            if (server.Weight != 1 && Distribution != MemcachedDistribution.KetamaWeighted)
                throw new ArgumentException($"{server} has the weight {server.Weight}: {nameof(Distribution)} = {Distribution} knows no weights, {MemcachedDistribution.KetamaWeighted} does.");
        }
    }

    private static void RequireTime(TimeSpan value, string option)
    {
        RequirePositive(value.Ticks, option);
        if (value > _longestTime)
            throw new ArgumentException($"{option} is {value}: {_longestTime.TotalDays} days is the most.");
    }

    private static void RequirePositive(long value, string option)
    {
        if (value <= 0)
            throw new ArgumentException($"{option} must be positive.");
    }
}
