using CacheKit.Configuration;
using CacheKit.Configuration.Encryption;

namespace CacheKit.Redis.Configuration;

/// <summary>
/// The names of the options: ours, Django's and redis-py's. All but <see cref="OfTheAlias"/> may also stand in the query of
/// a URL.
/// </summary>
internal static class RedisOptionNames
{
    public const string Database = "Db";
    public const string Username = "Username";
    public const string Password = "Password";
    public const string ConnectionStringName = "ConnectionStringName";
    public const string ConnectTimeout = "ConnectTimeout";
    public const string Timeout = "Timeout";
    public const string KeepAlive = "KeepAlive";
    public const string Connections = "Connections";
    public const string ReadFromReplicas = "ReadFromReplicas";
    public const string ClientName = "ClientName";
    public const string Protocol = "Protocol";
    public const string Ssl = TlsOptionNames.Ssl;
    public const string SslHost = TlsOptionNames.Host;
    public const string SslCheckHostName = TlsOptionNames.CheckHostName;

    // What of TLS only a configuration string of StackExchange.Redis can say.
    public const string SslProtocols = "sslProtocols";
    public const string SslRevocation = "checkCertificateRevocation";

    public const string ServiceName = "ServiceName";
    public const string SentinelUsername = "SentinelUsername";
    public const string SentinelPassword = "SentinelPassword";
    public const string Multiplexer = "Multiplexer";
    public const string MultiplexerKey = "MultiplexerKey";

    private const string NoPool = "calls share a connection, and there is no pool";
    private const string OwnParser = "the client reads and writes by itself";
    private const string NoRetry = "a call that fails is made again by nobody, since it may have been carried out";
    private const string AlwaysOn = "TCP keep-alive is on";

    /// <summary>What shapes a connection, and so has no effect on one that the application made.</summary>
    public static IReadOnlyList<string> OfConnection { get; } =
    [
        Username, Password, ConnectTimeout, Timeout, KeepAlive, Connections, ClientName, Protocol,
        .. TlsOptionNames.All,
        ServiceName, SentinelUsername, SentinelPassword,
    ];

    /// <summary>What is redis-py's alone: accepted, so that settings of Django work unchanged, and why it has no effect.</summary>
    public static IReadOnlyDictionary<string, string> WithoutEffect { get; } = new Dictionary<string, string>
    {
        ["ParserClass"] = OwnParser,
        ["PoolClass"] = NoPool,
        ["MaxConnections"] = NoPool,
        ["RetryOnTimeout"] = NoRetry,
        ["RetryOnError"] = NoRetry,
        ["SocketKeepalive"] = AlwaysOn,
        ["SocketReadSize"] = OwnParser,
        ["Encoding"] = OwnParser,
        ["EncodingErrors"] = OwnParser,
        ["DecodeResponses"] = OwnParser,
    };

    /// <summary>What a URL cannot say.</summary>
    public static IReadOnlyList<string> OfTheAlias { get; } = [ConnectionStringName, Connections, ReadFromReplicas, Multiplexer, MultiplexerKey];

    public static IReadOnlyList<string> All { get; } =
        [Database, ConnectionStringName, .. OfConnection, ReadFromReplicas, Multiplexer, MultiplexerKey, .. WithoutEffect.Keys];

    /// <summary>redis-py's names of options that have one here.</summary>
    public static IReadOnlyDictionary<string, string> Spellings { get; } = new Dictionary<string, string>
    {
        ["SocketTimeout"] = Timeout,
        ["SocketConnectTimeout"] = ConnectTimeout,
        ["HealthCheckInterval"] = KeepAlive,
        ["Sentinel"] = ServiceName,
    };

    /// <summary>What may stand in the query of a URL.</summary>
    public static IReadOnlyList<string> OfUrl { get; } = [.. All.Except(OfTheAlias)];

    /// <summary>Whether the query of a URL may say it, in any spelling.</summary>
    public static bool IsOfUrl(string name) =>
        OfUrl.Concat(Spellings.Keys).Any(known => Spelling.AreSame(known, name));
}
