using CacheKit.Redis.Tests.Servers;
using static CacheKit.Redis.Tests.Servers.BackendCalls;

namespace CacheKit.Redis.Tests.Topologies;

[Collection(nameof(ClusterFacts))]
public sealed class ClusterTests(RedisServers servers) : IAsyncLifetime
{
    private RedisStore _store = null!;
    private RedisBackend _backend = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string[] Names => [.. Enumerable.Range(0, 60).Select(static number => $"key{number}")];

    public async ValueTask InitializeAsync()
    {
        _store = new RedisStore(await servers.Cluster.GetAsync(), 0);
        await _store.EmptyAsync();
        _backend = _store.NewBackend();
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    [Fact]
    public async Task Calls_for_many_reach_every_primary()
    {
        Assert.Empty(await _backend.SetManyAsync(Names));
        Assert.All(await SizesAsync(), static size => Assert.NotEqual(0, size));

        var found = await _backend.GetManyAsync([.. Names, "missing"]);
        Assert.Equal(Names, found.OrderBy(static entry => entry.Key).Select(static entry => entry.Value));

        await _backend.DeleteManyAsync(KeysOf([.. Names.Skip(1), "missing"]), Token);
        Assert.Equal(1, await _backend.CountAsync(Token));
        Assert.Equal(Names[0], await _backend.GetAsync(Names[0]));
    }

    [Fact]
    public async Task Keys_of_one_slot_go_into_one_command()
    {
        await _backend.SetManyAsync("{slot}1", "{slot}2", "{slot}3");
        long before = _store.Connection.OperationCount;

        Assert.Equal(3, (await _backend.GetManyAsync("{slot}1", "{slot}2", "{slot}3")).Count);

        // The client itself may ask the servers something meanwhile.
        Assert.InRange(_store.Connection.OperationCount - before, 1, 2);
    }

    [Fact]
    public async Task Clear_and_listing_reach_every_primary()
    {
        await _backend.SetManyAsync(Names);
        await _store.Database.StringSetAsync("other:1:key", 1);

        Assert.Equal(Names.Length + 1, await _backend.CountAsync(Token));
        Assert.Equal(
            Names.Select(static name => $":1:{name}").Order(StringComparer.Ordinal),
            (await _backend.ListAsync(":1:", Token).ToListAsync(Token)).Select(static entry => entry.Key).Order(StringComparer.Ordinal));

        await _backend.ClearAsync(":1:", Token);
        Assert.Equal(1, await _backend.CountAsync(Token));
        await _backend.ClearAsync(null, Token);
        Assert.Equal(0, await _backend.CountAsync(Token));
    }

    [Fact]
    public async Task An_entry_moves_to_another_slot_with_the_rest_of_its_life()
    {
        var (source, destination) = (Key("{one}key"), Key("{other}key"));
        Assert.NotEqual(_store.Connection.HashSlot(":1:{one}key"), _store.Connection.HashSlot(":1:{other}key"));
        await _backend.SetAsync("{one}key", "1", TimeSpan.FromHours(1));

        Assert.True(await _backend.MoveAsync(source, destination, Token));
        Assert.False(await _backend.MoveAsync(source, destination, Token));

        Assert.Null(await _backend.GetAsync("{one}key"));
        Assert.Equal("1", await _backend.GetAsync("{other}key"));
        Assert.InRange((await _backend.GetTimeToLiveAsync(destination, Token)).Value!.Value, TimeSpan.FromTicks(1), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_permanent_entry_stays_permanent_in_another_slot()
    {
        await _backend.SetAsync("{one}key", "1");

        Assert.True(await _backend.MoveAsync(Key("{one}key"), Key("{other}key"), Token));

        Assert.Equal(new CacheValue<TimeSpan?>(null), await _backend.GetTimeToLiveAsync(Key("{other}key"), Token));
    }

    private async Task<long[]> SizesAsync() =>
        await Task.WhenAll(_store.Connection.GetServers().Select(static server => server.DatabaseSizeAsync()));
}
