using CacheKit.Configuration.Encryption;

namespace CacheKit.Memcached.Configuration;

/// <summary>The names of the options: ours and those of Django's two bindings, pymemcache and pylibmc.</summary>
internal static class MemcachedOptionNames
{
    public const string Distribution = "Distribution";
    public const string Behaviors = "Behaviors";
    public const string Binary = "Binary";
    public const string Username = "Username";
    public const string Password = "Password";
    public const string ConnectTimeout = "ConnectTimeout";
    public const string Timeout = "Timeout";
    public const string IgnoreErrors = "IgnoreErrors";
    public const string Connections = "Connections";
    public const string Failover = "Failover";
    public const string RetryAttempts = "RetryAttempts";
    public const string RetryTimeout = "RetryTimeout";
    public const string DeadTimeout = "DeadTimeout";
    public const string NoDelay = "NoDelay";
    public const string UsePooling = "UsePooling";

    private const string NoPool = "all calls share few connections, and there is no pool";
    private const string AlwaysOn = "it is on";
    private const string OwnClient = "the client reads and writes by itself";

    /// <summary>What is theirs alone: accepted, so that settings of Django work unchanged, and why it has no effect.</summary>
    public static IReadOnlyDictionary<string, string> WithoutEffect { get; } = new Dictionary<string, string>
    {
        [NoDelay] = "a connection collects by itself, so that TCP_NODELAY is always on",
        [UsePooling] = NoPool,
        ["PoolIdleTimeout"] = NoPool,
        ["SocketKeepalive"] = AlwaysOn,
        ["AllowUnicodeKeys"] = AlwaysOn,
        ["DefaultNoreply"] = OwnClient,
        ["Encoding"] = OwnClient,
        ["Serde"] = OwnClient,
        ["Deserializer"] = OwnClient,
    };

    public static IReadOnlyList<string> All { get; } =
    [
        Distribution, Behaviors, Binary, Username, Password, ConnectTimeout, Timeout, IgnoreErrors, Connections,
        Failover, RetryAttempts, RetryTimeout, DeadTimeout, .. TlsOptionNames.All, .. WithoutEffect.Keys,
    ];

    /// <summary>Their names of options that have one here.</summary>
    public static IReadOnlyDictionary<string, string> Spellings { get; } = new Dictionary<string, string>
    {
        ["ignore_exc"] = IgnoreErrors,
        ["MaxPoolSize"] = Connections,
    };
}
