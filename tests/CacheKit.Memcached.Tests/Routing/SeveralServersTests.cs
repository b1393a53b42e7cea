using System.Globalization;
using System.Text;
using CacheKit.Memcached.Routing;
using CacheKit.Memcached.Tests.Clients;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Routing;

/// <summary>A client of three real servers.</summary>
public sealed class SeveralServersTests(ThreeServers servers) : IClassFixture<ThreeServers>
{
    private static int _lastName;

    private readonly string _name = $":1:сервер-{Interlocked.Increment(ref _lastName)}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MemcachedDistribution.Rendezvous, MemcachedProtocol.Meta)]
    [InlineData(MemcachedDistribution.Modula, MemcachedProtocol.Meta)]
    [InlineData(MemcachedDistribution.Ketama, MemcachedProtocol.Meta)]
    [InlineData(MemcachedDistribution.KetamaWeighted, MemcachedProtocol.Meta)]
    [InlineData(MemcachedDistribution.Rendezvous, MemcachedProtocol.Binary)]
    public async Task A_key_is_on_the_server_that_the_rule_says_and_on_no_other(MemcachedDistribution distribution, MemcachedProtocol protocol)
    {
        await using var client = servers.NewClient(options => (options.Distribution, options.Protocol) = (distribution, protocol));
        var keys = Keys(60);
        var entries = Entries(keys);

        await client.StoreManyAsync(entries.AsMemory(0, 30), cancellationToken: Token);
        foreach (var entry in entries.AsSpan(30).ToArray())
            await client.StoreAsync(entry.Key, entry.Value, new() { Flags = entry.Flags }, Token);

        var rule = ServerGroup.DistributionOver([servers.AddressOf(0), servers.AddressOf(1), servers.AddressOf(2)], distribution);
        for (int place = 0; place < 3; place++)
        {
            await using var direct = servers.NewClientOf(place);
            Assert.Equal(keys.Where(key => rule.PlaceOf(key.ToBytes()) == place), await FoundAsync(direct, keys));
        }
    }

    [Theory]
    [InlineData(MemcachedProtocol.Meta)]
    [InlineData(MemcachedProtocol.Binary)]
    public async Task Many_values_come_in_the_order_of_their_keys(MemcachedProtocol protocol)
    {
        await using var client = servers.NewClient(options => options.Protocol = protocol);
        var keys = Keys(6000);
        var stored = Entries(keys).Where(static entry => entry.Flags % 2 == 0).ToArray();
        var received = new TextReceiver();

        Assert.Empty(await client.StoreManyAsync(stored, cancellationToken: Token));
        await client.GetManyAsync(keys, received, cancellationToken: Token);

        Assert.Equal(stored.Select(static entry => ((int)entry.Flags, $"value {entry.Flags}", entry.Flags)), received.Found);

        await client.DeleteManyAsync(keys, Token);
        Assert.Empty(await FoundAsync(client, keys));
    }

    [Fact]
    public async Task The_places_of_what_was_not_stored_are_those_of_the_call()
    {
        await using var client = servers.NewClient();
        var keys = Keys(50);
        for (int place = 0; place < keys.Length; place += 7)
            await client.SetAsync(keys[place], "old"u8.ToArray(), cancellationToken: Token);

        var failed = await client.StoreManyAsync(Entries(keys), new() { Mode = MemcachedStoreMode.Add }, Token);

        Assert.Equal([0, 7, 14, 21, 28, 35, 42, 49], failed);
    }

    [Fact]
    public async Task Each_operation_finds_the_key_s_server()
    {
        await using var client = servers.NewClient();

        foreach (var key in Keys(30))
        {
            Assert.Equal(7UL, await client.IncrementAsync(key, 1, new() { Initial = 7 }, Token));
            Assert.Equal(9UL, await client.IncrementAsync(key, 2, cancellationToken: Token));
            Assert.Equal(8UL, await client.DecrementAsync(key, 1, cancellationToken: Token));
            Assert.True(await client.TouchAsync(key, TimeSpan.FromHours(1), Token));
            Assert.True(await client.MarkStaleAsync(key, TimeSpan.FromHours(1), Token));
            Assert.Equal("8"u8.ToArray(), await client.GetAsync(key, Token));
            Assert.Equal(MemcachedStatus.Done, await client.DeleteAsync(key, cancellationToken: Token));
        }
    }

    [Fact]
    public async Task Nothing_is_asked_for_no_keys()
    {
        await using var client = servers.NewClient();
        var received = new TextReceiver();

        await client.GetManyAsync(Array.Empty<MemcachedKey>(), received, cancellationToken: Token);
        await client.DeleteManyAsync(Array.Empty<MemcachedKey>(), Token);

        Assert.Empty(await client.StoreManyAsync(Array.Empty<MemcachedEntry>(), cancellationToken: Token));
        Assert.Empty(received.Found);
    }

    [Fact]
    public async Task All_servers_are_emptied_and_each_tells_of_itself()
    {
        await using var client = servers.NewClient();
        var keys = Keys(60);
        await client.StoreManyAsync(Entries(keys), cancellationToken: Token);
        for (int place = 0; place < 3; place++)
            Assert.InRange(await CountAsync(client, place), 1, int.MaxValue);

        await client.FlushAllAsync(cancellationToken: Token);

        await client.PingAsync(Token);
        Assert.Empty(await FoundAsync(client, keys));
        await Assert.ThrowsAsync<ArgumentException>(async () => await client.GetVersionAsync(MemcachedServerAddress.Parse("elsewhere.example"), Token));
    }

    private static async Task<List<MemcachedKey>> FoundAsync(MemcachedClient client, MemcachedKey[] keys)
    {
        var received = new TextReceiver();
        await client.GetManyAsync(keys, received, cancellationToken: Token);
        return [.. received.Found.Select(found => keys[found.Index])];
    }

    private static MemcachedEntry[] Entries(MemcachedKey[] keys) =>
        [.. keys.Select(static (key, place) => new MemcachedEntry(key, new(Encoding.UTF8.GetBytes($"value {place}")), (uint)place))];

    private async Task<int> CountAsync(MemcachedClient client, int place)
    {
        var statistics = await client.GetStatisticsAsync(servers.AddressOf(place), cancellationToken: Token);
        return int.Parse(statistics.Single(static pair => pair.Key == "curr_items").Value, CultureInfo.InvariantCulture);
    }

    private MemcachedKey[] Keys(int count) => [.. Enumerable.Range(0, count).Select(i => (MemcachedKey)$"{_name}:{i}")];
}
