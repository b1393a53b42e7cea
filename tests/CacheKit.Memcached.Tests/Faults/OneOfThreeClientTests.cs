using System.Globalization;
using System.Text;
using CacheKit.Memcached.Routing;
using CacheKit.Memcached.Tests.Servers;
using CacheKit.Memcached.Tests.Transport;
using CacheKit.PageFacts.Faults;
using CacheKit.TestServers;

namespace CacheKit.Memcached.Tests.Faults;

/// <summary>One of three servers fails while all are used, and comes back.</summary>
[Collection(nameof(RunsAlone))]
public sealed class OneOfThreeClientTests : IAsyncLifetime
{
    private const int Failing = 1;

    private readonly ThreeServers _servers = new();
    private readonly MemcachedKey[] _keys = [.. Enumerable.Range(0, 60).Select(static i => (MemcachedKey)$":1:kept:{i}")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _servers.InitializeAsync();

    [Theory]
    [InlineData(Outage.Killed)]
    [InlineData(Outage.Stopped)]
    [InlineData(Outage.Paused)]
    public async Task Its_keys_fail_until_it_is_back_and_nothing_else_does(Outage outage)
    {
        using var unobserved = new UnobservedFailures();
        await using (var client = NewClient(outage, useFailover: false))
        {
            await StoreAsync(client);
            await using var load = new Load(client);
            await load.GoOnAsync(20);
            var connections = await ConnectionsAsync(client);

            await _servers.All[Failing].GoAwayAsync(outage);
            await Eventually.IsTrueAsync(() => Task.FromResult(load.Failing.SequenceEqual(PlacesOf(Load.Keys, Failing))));
            await load.GoOnAsync(5);
            await ReadOthersAsync(client);
            await _servers.All[Failing].ComeBackAsync(outage);

            await load.WaitUntilServedAsync();
            await load.StopAsync();
            await ReadOthersAsync(client);
            await AssertNoneLeftAsync(client, connections);
        }

        Assert.Empty(unobserved.Find());
    }

    [Theory]
    [InlineData(Outage.Killed)]
    [InlineData(Outage.Stopped)]
    [InlineData(Outage.Paused)]
    public async Task With_failover_no_call_fails_once_it_is_dead_nor_when_it_is_back(Outage outage)
    {
        using var unobserved = new UnobservedFailures();
        await using (var client = NewClient(outage, useFailover: true))
        {
            await StoreAsync(client);
            await using var load = new Load(client);
            await load.GoOnAsync(20);
            var connections = await ConnectionsAsync(client);

            await _servers.All[Failing].GoAwayAsync(outage);
            // What fails is over soon; whoever failed is served again when the others have its keys, and not before.
            await Eventually.IsTrueAsync(() => Task.FromResult(load.Failures > 0));
            await load.WaitUntilServedAsync();
            await load.GoOnAsync(20);
            int failures = load.Failures;
            await ReadOthersAsync(client);
            await _servers.All[Failing].ComeBackAsync(outage);

            await WaitUntilUsedAsync(load);
            await load.StopAsync();
            // The limit of the one that stands still is so short that a busy machine may pass it elsewhere.
            Assert.InRange(load.Failures, failures, outage == Outage.Paused ? int.MaxValue : failures);
            await AssertNoneLeftAsync(client, connections);
        }

        Assert.Empty(unobserved.Find());
    }

    [Fact]
    public async Task With_failover_a_server_that_was_out_of_reach_comes_back_with_old_values()
    {
        await using var client = NewClient(Outage.Paused, useFailover: true);
        var key = _keys[PlacesOf(_keys, Failing).First()];
        await client.SetAsync(key, "old"u8.ToArray(), cancellationToken: Token);

        _servers.All[Failing].Pause();
        // Not by storing: what is sent to a server that stands still is carried out when it goes on.
        await Eventually.IsTrueAsync(async () => await client.GetAsync(key, Token) is null);
        await client.SetAsync(key, "new"u8.ToArray(), cancellationToken: Token);
        Assert.Equal("new"u8.ToArray(), await client.GetAsync(key, Token));
        _servers.All[Failing].Resume();

        await Eventually.IsTrueAsync(async () => await client.GetAsync(key, Token) is [.. var value] && "old"u8.SequenceEqual(value));
    }

    [Fact]
    public async Task Every_reply_reaches_its_own_caller_whoever_leaves_and_whichever_server_dies()
    {
        const int Keys = 500;
        const int Calls = 10_000;
        await using var client = NewClient(Outage.Killed, useFailover: false);
        var keys = Array.ConvertAll([.. Enumerable.Range(0, Keys)], static key => (MemcachedKey)$":1:shared:{key}");
        await client.StoreManyAsync(
            Array.ConvertAll([.. Enumerable.Range(0, Keys)], key => new MemcachedEntry(keys[key], new(ValueOf(key)))), cancellationToken: Token);
        HashSet<int> lost = [.. PlacesOf(keys, Failing)];
        int answered = 0, left = 0, failed = 0;

        var calls = Enumerable.Range(0, Calls).Select(i => Task.Run(() => CallAsync(i), Token)).ToList();
        await _servers.All[Failing].KillAsync();
        await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(90), Token);

        Assert.Equal(Calls, answered + left + failed);
        for (int key = 0; key < Keys; key++)
        {
            if (!lost.Contains(key))
                Assert.Equal(ValueOf(key), await client.GetAsync(keys[key], Token));
        }

        async Task CallAsync(int call)
        {
            int key = call % Keys;
            using var leaving = new CancellationTokenSource();
            if (call % 2 == 0)
                _ = Task.Run(leaving.Cancel, Token);
            try
            {
                Assert.Equal(ValueOf(key), await client.GetAsync(keys[key], leaving.Token));
                Interlocked.Increment(ref answered);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref left);
            }
            catch (MemcachedException) when (lost.Contains(key))
            {
                Interlocked.Increment(ref failed);
            }
        }
    }

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    // The limits are short only where a test waits for them to pass: the machine may have much else to do.
    private MemcachedClient NewClient(Outage outage, bool useFailover) => _servers.NewClient(options =>
    {
        options.UseFailover = useFailover;
        if (outage == Outage.Paused)
            options.OperationTimeout = options.ConnectTimeout = TimeSpan.FromSeconds(2);
        options.RetryInterval = TimeSpan.FromMilliseconds(100);
        options.DeadTime = TimeSpan.FromMilliseconds(500);
    });

    private async Task StoreAsync(MemcachedClient client) =>
        Assert.Empty(
            await client.StoreManyAsync(Array.ConvertAll(_keys, static key => new MemcachedEntry(key, new("kept"u8.ToArray()))), cancellationToken: Token));

    private async Task ReadOthersAsync(MemcachedClient client)
    {
        foreach (int place in Enumerable.Range(0, _keys.Length).Except(PlacesOf(_keys, Failing)))
            await Eventually.IsTrueAsync(async () => await client.GetAsync(_keys[place], Token) is [.. var value] && "kept"u8.SequenceEqual(value));
    }

    private IEnumerable<int> PlacesOf(MemcachedKey[] keys, int server)
    {
        var rule = new Rendezvous([_servers.AddressOf(0), _servers.AddressOf(1), _servers.AddressOf(2)]);
        return Enumerable.Range(0, keys.Length).Where(place => rule.PlaceOf(keys[place].ToBytes()) == server);
    }

    private async Task<List<int>> ConnectionsAsync(MemcachedClient client)
    {
        List<int> counts = [];
        for (int place = 0; place < 3; place++)
        {
            var statistics = await client.GetStatisticsAsync(_servers.AddressOf(place), cancellationToken: Token);
            counts.Add(int.Parse(statistics.Single(static pair => pair.Key == "curr_connections").Value, CultureInfo.InvariantCulture));
        }

        return counts;
    }

    // Fewer than before are no wonder: a busy server may still have counted who looked whether it had started.
    private Task AssertNoneLeftAsync(MemcachedClient client, List<int> before) =>
        Eventually.IsTrueAsync(async () => before.Zip(await ConnectionsAsync(client)).All(static count => count.Second <= count.First));

    private async Task WaitUntilUsedAsync(Load load)
    {
        await using var direct = _servers.NewClientOf(Failing);
        long before = await SetsAsync(direct);
        await Eventually.IsTrueAsync(async () => await SetsAsync(direct) > before);
        await load.GoOnAsync(20);
    }

    private async Task<long> SetsAsync(MemcachedClient direct)
    {
        var statistics = await direct.GetStatisticsAsync(_servers.AddressOf(Failing), cancellationToken: Token);
        return long.Parse(statistics.Single(static pair => pair.Key == "cmd_set").Value, CultureInfo.InvariantCulture);
    }

    // Each of another length, so that a reply that is not the caller's own would show.
    private static byte[] ValueOf(int key) => Encoding.ASCII.GetBytes($"{key}:{new string((char)('a' + key % 26), key * 7 % 1500)}");
}
