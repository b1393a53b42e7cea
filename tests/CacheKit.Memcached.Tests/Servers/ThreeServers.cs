using CacheKit.TestServers;

namespace CacheKit.Memcached.Tests.Servers;

/// <summary>Three servers that share the keys.</summary>
public sealed class ThreeServers : IAsyncLifetime
{
    private readonly List<MemcachedServer> _all = [];

    public IReadOnlyList<MemcachedServer> All => _all;

    public async ValueTask InitializeAsync()
    {
        for (int i = 0; i < 3; i++)
            _all.Add(await MemcachedServer.StartNewAsync());
    }

    /// <summary>All three, as configuration names them.</summary>
    public string Location => string.Join(',', _all.Select(static server => server.Location));

    public MemcachedServerAddress AddressOf(int place) => MemcachedServerAddress.Parse(_all[place].Location);

    /// <summary>A client of all three.</summary>
    public MemcachedClient NewClient(Action<MemcachedClientOptions>? configure = null)
    {
        var options = NewOptions();
        configure?.Invoke(options);
        return new MemcachedClient(options);
    }

    /// <summary>How to use all three.</summary>
    public MemcachedClientOptions NewOptions()
    {
        var options = ServerFixture.OptionsFor(_all[0]);
        options.Servers.Add(AddressOf(1));
        options.Servers.Add(AddressOf(2));
        options.RetryInterval = TimeSpan.FromTicks(1);
        return options;
    }

    /// <summary>A client of one of them.</summary>
    public MemcachedClient NewClientOf(int place) => new(ServerFixture.OptionsFor(_all[place]));

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _all)
            await server.DisposeAsync();
    }
}
