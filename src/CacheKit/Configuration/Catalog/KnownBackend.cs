using CacheKit.Configuration.Encryption;

namespace CacheKit.Configuration.Catalog;

/// <summary>
/// A backend of CacheKit, known whether or not its package is referenced: so that an error can say what to add, and so
/// that one settings file can be laid over another that was written for another backend.
/// </summary>
internal sealed record KnownBackend(string Name, IReadOnlyList<string> OptionNames, string WhenMissing)
{
    private static readonly string[] _databaseOptions =
        ["Provider", "ConnectionString", "ConnectionStringName", "ReadConnectionString", "CreateTable", "DataSourceKey"];

    private static readonly string[] _redisOptions =
    [
        "Db", "Username", "Password", "ConnectionStringName", "ConnectTimeout", "Timeout", "KeepAlive",
        "Connections", "ReadFromReplicas", "ClientName", "Protocol",
        .. TlsOptionNames.All,
        "ServiceName", "SentinelUsername", "SentinelPassword", "Multiplexer", "MultiplexerKey",
        "ParserClass", "PoolClass", "MaxConnections", "RetryOnTimeout", "RetryOnError", "SocketKeepalive", "SocketReadSize",
        "Encoding", "EncodingErrors", "DecodeResponses",
    ];

    public static IReadOnlyList<KnownBackend> All { get; } =
    [
        new("locmem", [], "")
        {
            DjangoPaths = ["django.core.cache.backends.locmem.LocMemCache"],
        },
        new("file", [], "")
        {
            DjangoPaths = ["django.core.cache.backends.filebased.FileBasedCache"],
        },
        new("database", _databaseOptions,
            "its package is not registered. Add the NuGet package CacheKit.Sqlite and call .AddSqlite() after AddCacheKit(), or CacheKit.PostgreSql "
            + "and .AddPostgreSql(), or CacheKit.MySql and .AddMySql().")
        {
            DjangoPaths = ["django.core.cache.backends.db.DatabaseCache"],
        },
        new("sqlite", _databaseOptions, Package("CacheKit.Sqlite", "AddSqlite")),
        new("postgresql", _databaseOptions, Package("CacheKit.PostgreSql", "AddPostgreSql")),
        new("mysql", _databaseOptions, Package("CacheKit.MySql", "AddMySql")),
        new("redis", _redisOptions, Package("CacheKit.Redis", "AddRedis"))
        {
            DjangoPaths = ["django.core.cache.backends.redis.RedisCache"],
            OptionSpellings = new Dictionary<string, string>
            {
                ["SocketTimeout"] = "Timeout",
                ["SocketConnectTimeout"] = "ConnectTimeout",
                ["HealthCheckInterval"] = "KeepAlive",
                ["Sentinel"] = "ServiceName",
            },
        },
        new("memcached",
            [
                "Distribution", "Behaviors", "Binary", "Username", "Password", "ConnectTimeout", "Timeout", "IgnoreErrors", "Connections",
                "Failover", "RetryAttempts", "RetryTimeout", "DeadTimeout",
                .. TlsOptionNames.All,
                "NoDelay", "UsePooling", "PoolIdleTimeout", "SocketKeepalive", "AllowUnicodeKeys", "DefaultNoreply", "Encoding", "Serde", "Deserializer",
            ],
            Package("CacheKit.Memcached", "AddMemcached"))
        {
            DjangoPaths = ["django.core.cache.backends.memcached.PyMemcacheCache", "django.core.cache.backends.memcached.PyLibMCCache"],
            OptionSpellings = new Dictionary<string, string> { ["ignore_exc"] = "IgnoreErrors", ["MaxPoolSize"] = "Connections" },
        },
        new("distributed", [], ""),
        new("dummy", [], "")
        {
            DjangoPaths = ["django.core.cache.backends.dummy.DummyCache"],
        },
    ];

    /// <summary>Django's dotted paths of it.</summary>
    public IReadOnlyList<string> DjangoPaths { get; init; } = [];

    /// <summary>Names of options that differ from ours by more than case and underscores.</summary>
    public IReadOnlyDictionary<string, string> OptionSpellings { get; init; } = new Dictionary<string, string>();

    private static string Package(string package, string method) =>
        $"its package is not registered. Add the NuGet package {package} and call .{method}() after AddCacheKit().";
}
