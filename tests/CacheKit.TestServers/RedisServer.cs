using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace CacheKit.TestServers;

/// <summary>A Redis server. What it was told it still knows when it is started again, also after <see cref="TestServer.KillAsync"/>.</summary>
public sealed class RedisServer : TestServer
{
    private const string Package = "redis-server";

    // In milliseconds, for a machine that has much else to do; an attempt that is made again and again needs less.
    private const int Patience = 60_000;
    private const int Attempt = 5_000;

    private readonly RedisServerSettings _settings;
    private readonly ServerCertificate? _certificate;
    private readonly ClientCertificate? _ownClient;

    private RedisServer(string program, RedisServerSettings settings)
        : base(program)
    {
        _settings = settings;
        _certificate = settings.IsEncrypted ? new ServerCertificate(Folder) : null;
        _ownClient = settings.AsksForCertificate ? IssueCertificate() : null;
    }

    /// <summary>Its socket in the file system.</summary>
    public string SocketPath => Folder.Combine("socket");

    /// <summary>The file with the certificate to trust when it speaks TLS.</summary>
    public string CertificatePath => OwnCertificate.Path;

    /// <summary>Issues a certificate to a client.</summary>
    /// <param name="password">What the file of its key is encrypted with; null for nothing.</param>
    public ClientCertificate IssueCertificate(string? password = null) => OwnCertificate.Issue(Folder, password);

    /// <summary>The port on which the nodes of a cluster speak to each other.</summary>
    internal int ClusterPort { get; } = FreePort.Find();

    private ServerCertificate OwnCertificate => _certificate ?? throw new InvalidOperationException("This server speaks plain TCP.");

    /// <summary>Starts a new server; skips the test where Redis is not installed.</summary>
    /// <param name="settings">What is special about it.</param>
    public static Task<RedisServer> StartNewAsync(RedisServerSettings? settings = null) =>
        StartNewAsync(new RedisServer(ServerPrograms.Require("redis-server", Package), settings ?? new()));

    /// <summary>How to connect by TCP; new each time, to be changed at will.</summary>
    public ConfigurationOptions NewOptions()
    {
        var options = NewOptions(new IPEndPoint(IPAddress.Loopback, Port));
        if (_certificate is null)
            return options;
        options.Ssl = true;
        options.TrustIssuer(_certificate.Path);
        if (_ownClient is { } client)
            options.SetUserPemCertificate(client.Path, client.KeyPath);
        return options;
    }

    /// <summary>How to connect by the socket in the file system.</summary>
    public ConfigurationOptions NewSocketOptions() => NewOptions(new UnixDomainSocketEndPoint(SocketPath));

    /// <summary>Carries out a command on a connection of its own.</summary>
    /// <param name="command">The command.</param>
    /// <param name="arguments">Its arguments.</param>
    public Task<RedisResult> ExecuteAsync(string command, params object[] arguments) => ExecuteAsync(Patience, command, arguments);

    private async Task<RedisResult> ExecuteAsync(int connectTimeout, string command, params object[] arguments)
    {
        var options = NewOptions();
        options.ConnectTimeout = connectTimeout;
        options.AbortOnConnectFail = true;
        options.AllowAdmin = true;
        // Not one command but those asked for.
        options.TieBreaker = "";
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        return await connection.GetServers()[0].ExecuteAsync(command, arguments);
    }

    private protected override IEnumerable<string> Arguments() =>
    [
        "--bind", Host, _certificate is null ? "--port" : "--tls-port", $"{Port}", "--unixsocket", SocketPath, "--unixsocketperm", "777",
        // Written before each answer: it outlives the server, not the machine.
        "--dir", Folder.FullPath, "--save", "", "--appendonly", "yes", "--appendfsync", "no", "--repl-diskless-sync-delay", "0",
        .. Encryption(), .. Access(), .. Memory(), .. Replication(), .. Cluster(), .. _settings.Arguments,
    ];

    private protected override async Task ConnectAsync(CancellationToken cancellationToken)
    {
        // Sooner refused than by the client, while it does not listen yet.
        using (var client = new TcpClient())
            await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
        await ExecuteAsync(Attempt, "PING");
        if (_settings.Leader is not null && !$"{await ExecuteAsync(Attempt, "INFO", "replication")}".Contains("master_link_status:up", StringComparison.Ordinal))
            throw new InvalidOperationException("It has not copied its leader yet.");
    }

    private ConfigurationOptions NewOptions(EndPoint endPoint) => new()
    {
        EndPoints = { endPoint },
        User = _settings.User,
        Password = _settings.Password,
        AbortOnConnectFail = false,
        AsyncTimeout = Patience,
    };

    private IEnumerable<string> Encryption() => _certificate is null
        ? []
        : ["--port", "0", "--tls-cert-file", _certificate.Path, "--tls-key-file", _certificate.KeyPath, "--tls-ca-cert-file", _certificate.Path, "--tls-auth-clients", _settings.AsksForCertificate ? "yes" : "no"];

    private IEnumerable<string> Access() => _settings switch
    {
        { User: { } user } => ["--user", user, "on", $">{_settings.Password}", .. _settings.Rules, "--user", "default", "off"],
        { Password: { } password } => ["--requirepass", password],
        _ => [],
    };

    private IEnumerable<string> Memory() => _settings.MaximumMemory is { } bytes
        ? ["--maxmemory", bytes.ToString(CultureInfo.InvariantCulture), "--maxmemory-policy", "noeviction"]
        : [];

    private IEnumerable<string> Replication() => _settings.Leader is { } leader
        ? ["--replicaof", Host, $"{leader.Port}", "--replica-read-only", "yes", .. LeaderAccess(leader._settings)]
        : [];

    private IEnumerable<string> Cluster() => _settings.IsClusterNode
        ? ["--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf", "--cluster-node-timeout", "5000", "--cluster-port", $"{ClusterPort}"]
        : [];

    private static IEnumerable<string> LeaderAccess(RedisServerSettings leader)
    {
        IEnumerable<string> user = leader.User is { } name ? ["--masteruser", name] : [];
        return leader.Password is { } password ? [.. user, "--masterauth", password] : user;
    }
}
