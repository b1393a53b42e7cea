using System.Security.Cryptography.X509Certificates;
using CacheKit.TestServers;

namespace CacheKit.Memcached.Tests.Servers;

/// <summary>A real server for the tests of a class.</summary>
public abstract class ServerFixture(MemcachedServerSettings settings, MemcachedProtocol protocol = MemcachedProtocol.Meta) : IAsyncLifetime
{
    // For a machine that has much else to do.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private MemcachedServer? _server;

    public MemcachedServer Server => _server ?? throw new InvalidOperationException("It has not started.");

    public MemcachedServerAddress Address => MemcachedServerAddress.Parse(Server.Location);

    public async ValueTask InitializeAsync() => _server = await MemcachedServer.StartNewAsync(settings);

    public MemcachedClient NewClient(Action<MemcachedClientOptions>? configure = null)
    {
        var options = NewOptions();
        configure?.Invoke(options);
        return new MemcachedClient(options);
    }

    /// <summary>How to use the server.</summary>
    public MemcachedClientOptions NewOptions()
    {
        var options = OptionsFor(Server);
        options.Protocol = protocol;
        options.UserName = Server.UserName;
        options.Password = settings.Password;
        if (settings.IsEncrypted)
            Trust(options, Server.CertificatePath);
        return options;
    }

    /// <summary>How to use a server that anybody may use.</summary>
    public static MemcachedClientOptions OptionsFor(MemcachedServer server) => new()
    {
        Servers = { MemcachedServerAddress.Parse(server.Location) },
        ConnectTimeout = _patience,
        OperationTimeout = _patience,
        RetryInterval = TimeSpan.FromMilliseconds(20),
    };

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private static void Trust(MemcachedClientOptions options, string certificatePath)
    {
        options.UseTls = true;
        options.ConfigureTls = tls => tls.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(certificatePath) },
            RevocationMode = X509RevocationMode.NoCheck,
        };
    }
}
