using System.Text;
using CacheKit.Memcached.Routing;
using CacheKit.Memcached.Tests.Clients;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Routing;

/// <summary>One of three servers is away: that concerns its own keys and no others.</summary>
public sealed class OneServerAwayTests : IAsyncLifetime
{
    private const int Away = 1;

    private readonly ThreeServers _servers = new();
    private readonly MemcachedKey[] _keys = [.. Enumerable.Range(0, 60).Select(static i => (MemcachedKey)$":1:key:{i}")];
    private MemcachedClient? _client;
    private MemcachedKey[] _others = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MemcachedClient Client => _client ?? throw new InvalidOperationException("It has not started.");

    public async ValueTask InitializeAsync()
    {
        await _servers.InitializeAsync();
        _client = _servers.NewClient();
        await StoreAsync("old");
        var rule = new Rendezvous([_servers.AddressOf(0), _servers.AddressOf(1), _servers.AddressOf(2)]);
        _others = [.. _keys.Where(key => rule.PlaceOf(key.ToBytes()) != Away)];
        Assert.InRange(_others.Length, 1, _keys.Length - 1);
        await _servers.All[Away].KillAsync();
    }

    [Fact]
    public async Task Only_its_own_keys_fail()
    {
        foreach (var key in _keys)
        {
            if (_others.Contains(key))
                Assert.Equal("old"u8.ToArray(), await Client.GetAsync(key, Token));
            else
                await Assert.ThrowsAnyAsync<MemcachedException>(async () => await Client.GetAsync(key, Token));
        }
    }

    [Fact]
    public async Task Many_values_of_the_others_come_before_the_call_fails()
    {
        var received = new TextReceiver();

        var failure = await Assert.ThrowsAnyAsync<MemcachedException>(async () => await Client.GetManyAsync(_keys, received, cancellationToken: Token));

        Assert.Contains(_servers.All[Away].Location, failure.Message, StringComparison.Ordinal);
        Assert.Equal(_others, received.Found.Select(found => _keys[found.Index]));
    }

    [Fact]
    public async Task Many_values_are_stored_and_deleted_on_the_others_before_the_call_fails()
    {
        await Assert.ThrowsAnyAsync<MemcachedException>(() => StoreAsync("new"));
        foreach (var key in _others)
            Assert.Equal("new"u8.ToArray(), await Client.GetAsync(key, Token));

        await Assert.ThrowsAnyAsync<MemcachedException>(async () => await Client.DeleteManyAsync(_keys, Token));
        foreach (var key in _others)
            Assert.Null(await Client.GetAsync(key, Token));
    }

    [Fact]
    public async Task The_others_are_emptied_before_the_call_fails()
    {
        await Assert.ThrowsAnyAsync<MemcachedException>(async () => await Client.FlushAllAsync(cancellationToken: Token));

        foreach (var key in _others)
            Assert.Null(await Client.GetAsync(key, Token));
    }

    [Fact]
    public async Task A_server_that_came_back_has_its_keys_again_and_the_others_kept_theirs()
    {
        await Assert.ThrowsAnyAsync<MemcachedException>(() => StoreAsync("new"));
        await _servers.All[Away].StartAsync();

        while (!await IsServedAsync())
            await Task.Delay(10, Token);

        var received = new TextReceiver();
        await Client.GetManyAsync(_keys, received, cancellationToken: Token);
        Assert.Equal(_others, received.Found.Select(found => _keys[found.Index]));
        await StoreAsync("newer");
        foreach (var key in _keys)
            Assert.Equal("newer"u8.ToArray(), await Client.GetAsync(key, Token));
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        await _servers.DisposeAsync();
    }

    private async Task StoreAsync(string value) =>
        Assert.Empty(
            await Client.StoreManyAsync(Array.ConvertAll(_keys, key => new MemcachedEntry(key, new(Encoding.UTF8.GetBytes(value)))), cancellationToken: Token));

    private async Task<bool> IsServedAsync()
    {
        try
        {
            await Client.PingAsync(Token);
            return true;
        }
        catch (MemcachedException)
        {
            return false;
        }
    }
}
