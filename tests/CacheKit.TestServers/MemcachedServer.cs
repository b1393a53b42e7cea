using System.Net;
using System.Net.Sockets;

namespace CacheKit.TestServers;

/// <summary>A memcached server. It forgets everything when it ends.</summary>
public sealed class MemcachedServer : TestServer
{
    private const string Package = "memcached";
    private const string Realm = "cachekit";

    private readonly MemcachedServerSettings _settings;
    private readonly ServerCertificate? _certificate;
    private readonly string? _saslProgram;

    private MemcachedServer(string program, MemcachedServerSettings settings)
        : base(program)
    {
        _settings = settings;
        _certificate = settings.IsEncrypted ? new ServerCertificate(Folder) : null;
        _saslProgram = settings.UsesSasl ? ServerPrograms.Require("saslpasswd2", "sasl2-bin") : null;
    }

    /// <summary>Its socket in the file system, if it has one.</summary>
    public string SocketPath => Folder.Combine("socket");

    /// <summary>Where it is, as clients are told: <c>host:port</c> or <c>unix:</c> and a path.</summary>
    public string Location => _settings.ListensOnSocket ? $"unix:{SocketPath}" : $"{Host}:{Port}";

    /// <summary>The name that the user signs in with; SASL's includes the realm.</summary>
    public string? UserName => _settings.UsesSasl ? $"{_settings.User}@{Realm}" : _settings.User;

    /// <summary>The file with the certificate to trust when it speaks TLS.</summary>
    public string CertificatePath => _certificate?.Path ?? throw new InvalidOperationException("This server speaks plain TCP.");

    /// <summary>Starts a new server; skips the test where memcached is not installed.</summary>
    /// <param name="settings">What is special about it.</param>
    public static Task<MemcachedServer> StartNewAsync(MemcachedServerSettings? settings = null) =>
        StartNewAsync(new MemcachedServer(ServerPrograms.Require("memcached", Package), settings ?? new()));

    private protected override IReadOnlyDictionary<string, string>? Variables => _saslProgram is null
        ? null
        : new Dictionary<string, string> { ["SASL_CONF_PATH"] = Folder.FullPath };

    private protected override async Task PrepareAsync()
    {
        if (_settings.User is null)
            return;
        if (_saslProgram is null)
        {
            Folder.Write("users", $"{_settings.User}:{_settings.Password}\n");
            return;
        }

        string passwords = Folder.Combine("passwords");
        Folder.Write("memcached.conf", $"mech_list: plain\nsasldb_path: {passwords}\n");
        await ServerProcess.RunWithInputAsync(_saslProgram, _settings.Password!, "-p", "-c", "-f", passwords, "-a", "memcached", "-u", Realm, _settings.User);
    }

    private protected override IEnumerable<string> Arguments() =>
        [.. Place(), .. Access(), .. Encryption(), "-U", "0", .. _settings.Arguments];

    // Accepted connections are all that can be asked for in every protocol.
    private protected override async Task ConnectAsync(CancellationToken cancellationToken)
    {
        using var socket = _settings.ListensOnSocket
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        EndPoint place = _settings.ListensOnSocket ? new UnixDomainSocketEndPoint(SocketPath) : new IPEndPoint(IPAddress.Loopback, Port);
        await socket.ConnectAsync(place, cancellationToken);
    }

    private IEnumerable<string> Place() => _settings.ListensOnSocket
        ? ["-s", SocketPath, "-a", "0777"]
        : ["-l", Host, "-p", $"{Port}"];

    private IEnumerable<string> Access() => _settings switch
    {
        { User: null } => [],
        { UsesSasl: true } => ["-S"],
        _ => ["-Y", Folder.Combine("users")],
    };

    private IEnumerable<string> Encryption() => _certificate is null
        ? []
        : ["-Z", "-o", $"ssl_chain_cert={_certificate.Path},ssl_key={_certificate.KeyPath}"];
}
