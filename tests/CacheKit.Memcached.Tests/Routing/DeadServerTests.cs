using System.Text;
using CacheKit.Memcached.Routing;
using CacheKit.Memcached.Tests.Clients;
using CacheKit.Memcached.Tests.Servers;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Memcached.Tests.Routing;

/// <summary>Three real servers that stand in for each other, by a clock that the tests turn.</summary>
public sealed class DeadServerTests : IAsyncLifetime
{
    private const int Dead = 1;

    private readonly FakeTimeProvider _time = new();
    private readonly ThreeServers _servers = new();
    private readonly MemcachedKey[] _keys = [.. Enumerable.Range(0, 60).Select(static i => (MemcachedKey)$":1:key:{i}")];
    private MemcachedClientOptions? _options;
    private MemcachedClient? _client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MemcachedClient Client => _client ?? throw new InvalidOperationException("It has not started.");

    private MemcachedClientOptions Options => _options ?? throw new InvalidOperationException("It has not started.");

    public async ValueTask InitializeAsync()
    {
        await _servers.InitializeAsync();
        _client = NewClient(useFailover: true);
        await StoreAsync("old");
    }

    [Fact]
    public async Task A_server_that_fails_keeps_its_keys_until_the_last_attempt_has_failed()
    {
        var key = KeysOf(Dead)[0];
        await _servers.All[Dead].KillAsync();

        for (int attempt = 0; attempt <= Options.RetryAttempts; attempt++)
        {
            await FailToConnectAsync(Client, key);
            for (int call = 0; call < 20 && attempt < Options.RetryAttempts; call++)
                await Assert.ThrowsAsync<MemcachedUnavailableException>(async () => await Client.GetAsync(key, Token));
            _time.Advance(Options.RetryInterval);
        }

        Assert.Null(await Client.GetAsync(key, Token));
    }

    [Fact]
    public async Task Without_failover_no_other_server_takes_its_keys()
    {
        await using var client = NewClient(useFailover: false);
        var key = KeysOf(Dead)[0];
        await _servers.All[Dead].KillAsync();

        for (int second = 0; second < 100; second++)
        {
            await FailToConnectAsync(client, key);
            _time.Advance(Options.RetryInterval);
        }
    }

    [Fact]
    public async Task Its_keys_are_on_the_others_while_it_is_dead_and_theirs_stay()
    {
        await DieAsync(Dead);

        foreach (var key in _keys)
            Assert.Equal(KeysOf(Dead).Contains(key) ? null : "old"u8.ToArray(), await Client.GetAsync(key, Token));

        await StoreAsync("new");
        await ReadAllAsync("new");
        foreach (var key in KeysOf(Dead))
            Assert.Equal(5UL, await Client.IncrementAsync($"{key}:counter", 1, new() { Initial = 5 }, Token));
        await Client.DeleteManyAsync(_keys, Token);
        Assert.Null(await Client.GetAsync(KeysOf(Dead)[0], Token));
    }

    [Fact]
    public async Task Calls_for_many_keys_fail_once_and_are_served_when_it_is_dead()
    {
        await _servers.All[Dead].KillAsync();
        await FailToConnectAsync(Client, KeysOf(Dead)[0]);
        var received = new TextReceiver();

        await Assert.ThrowsAsync<MemcachedUnavailableException>(async () => await Client.GetManyAsync(_keys, received, cancellationToken: Token));
        Assert.Equal(_keys.Except(KeysOf(Dead)), received.Found.Select(found => _keys[found.Index]));

        await DieAgainAsync(Dead);
        await StoreAsync("new");
        await ReadAllAsync("new");
    }

    [Fact]
    public async Task It_gets_its_keys_back_when_its_time_is_over_and_it_answers()
    {
        var key = KeysOf(Dead)[0];
        await DieAsync(Dead);
        await StoreAsync("new");
        await _servers.All[Dead].StartAsync();
        _time.Advance(Options.DeadTime - Options.RetryInterval - TimeSpan.FromMilliseconds(1));
        Assert.Equal("new"u8.ToArray(), await Client.GetAsync(key, Token));

        _time.Advance(TimeSpan.FromMilliseconds(1));
        // The look happens in the background: its keys are served all the time, elsewhere at first.
        await Eventually.IsTrueAsync(async () => await Client.GetAsync(key, Token) is null);

        await StoreAsync("newer");
        await using var direct = _servers.NewClientOf(Dead);
        Assert.Equal("newer"u8.ToArray(), await direct.GetAsync(key, Token));
    }

    [Fact]
    public async Task No_call_waits_for_one_that_is_still_dead()
    {
        await DieAsync(Dead);
        await StoreAsync("new");

        for (int span = 0; span < 5; span++)
        {
            _time.Advance(Options.DeadTime);
            await ReadAllAsync("new");
        }
    }

    [Fact]
    public async Task When_all_are_dead_calls_fail_at_once_and_they_come_back_one_by_one()
    {
        for (int place = 0; place < 3; place++)
            await DieAsync(place);
        foreach (var key in _keys)
            await Assert.ThrowsAsync<MemcachedUnavailableException>(async () => await Client.GetAsync(key, Token));

        await _servers.All[2].StartAsync();
        _time.Advance(Options.RetryInterval);
        await Eventually.IsTrueAsync(async () => await Client.GetAsync(KeysOf(2)[0], Token) is null);
        await StoreAsync("on one");
        await ReadAllAsync("on one");

        await _servers.All[0].StartAsync();
        _time.Advance(Options.DeadTime);
        await Eventually.IsTrueAsync(async () => await Client.GetAsync(KeysOf(0)[0], Token) is null);
        await StoreAsync("on two");
        await ReadAllAsync("on two");

        await _servers.All[1].StartAsync();
        _time.Advance(Options.DeadTime);
        await Eventually.IsTrueAsync(async () => await Client.GetAsync(KeysOf(1)[0], Token) is null);
        await StoreAsync("on three");
        await ReadAllAsync("on three");
        await Client.PingAsync(Token);
    }

    [Fact]
    public async Task A_server_that_is_dead_is_not_passed_over_when_all_are_emptied()
    {
        await DieAsync(Dead);

        var failure = await Assert.ThrowsAsync<MemcachedUnavailableException>(async () => await Client.FlushAllAsync(cancellationToken: Token));

        Assert.Contains(_servers.All[Dead].Location, failure.Message, StringComparison.Ordinal);
        Assert.Null(await Client.GetAsync(_keys[0], Token));
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        await _servers.DisposeAsync();
    }

    private MemcachedClient NewClient(bool useFailover) => _servers.NewClient(options =>
    {
        options.UseFailover = useFailover;
        options.TimeProvider = _time;
        options.RetryInterval = TimeSpan.FromSeconds(1);
        // The clock is turned far without traffic: nobody is to ask on idle connections.
        options.KeepAliveInterval = TimeSpan.FromDays(1);
        _options = options;
    });

    private async Task DieAsync(int place)
    {
        await _servers.All[place].KillAsync();
        await DieAgainAsync(place);
    }

    private async Task DieAgainAsync(int place)
    {
        for (int attempt = 0; attempt <= Options.RetryAttempts; attempt++)
        {
            await FailToConnectAsync(Client, KeysOf(place)[0]);
            _time.Advance(Options.RetryInterval);
        }
    }

    // The first calls may find the broken connection instead.
    private static Task FailToConnectAsync(MemcachedClient client, MemcachedKey key) => Eventually.IsTrueAsync(async () =>
    {
        var failure = await Assert.ThrowsAnyAsync<MemcachedException>(async () => await client.GetAsync(key, Token));
        return failure.Message.Contains("could not be connected to", StringComparison.Ordinal);
    });

    private MemcachedKey[] KeysOf(int place)
    {
        var rule = new Rendezvous([_servers.AddressOf(0), _servers.AddressOf(1), _servers.AddressOf(2)]);
        return Array.FindAll(_keys, key => rule.PlaceOf(key.ToBytes()) == place);
    }

    private async Task StoreAsync(string value) =>
        Assert.Empty(
            await Client.StoreManyAsync(Array.ConvertAll(_keys, key => new MemcachedEntry(key, new(Encoding.UTF8.GetBytes(value)))), cancellationToken: Token));

    private async Task ReadAllAsync(string value)
    {
        var received = new TextReceiver();
        await Client.GetManyAsync(_keys, received, cancellationToken: Token);
        Assert.Equal(_keys.Select((_, place) => (place, value, 0U)), received.Found);
    }
}
