using System.Text;
using CacheKit.Memcached.Routing;

namespace CacheKit.Memcached.Tests.Routing;

/// <summary>
/// Which server has a key. places.txt holds what pymemcache 3.5.2 (rendezvous) and pylibmc 1.6.3 with libmemcached 1.1.4 (the
/// others) say for 1,000 keys: in each line the servers' places, one digit for each of the cases here, and the key.
/// </summary>
public sealed class DistributionTests
{
    private static readonly string[] _three = ["10.0.0.1", "10.0.0.2:11211", "10.0.0.3:11211"];
    private static readonly string[] _named = ["cache-a.example", "cache-b.example:11212", "[::1]:11213", "[fe80::1]:11211"];
    private static readonly string[] _sockets = ["unix:/run/cachekit/a.sock", "unix:/run/cachekit/b.sock"];

    [Theory]
    [InlineData(0, MemcachedDistribution.Rendezvous)]
    [InlineData(1, MemcachedDistribution.Modula)]
    [InlineData(2, MemcachedDistribution.Ketama)]
    [InlineData(3, MemcachedDistribution.KetamaWeighted)]
    public void Keys_are_where_the_named_client_looks_for_them(int column, MemcachedDistribution distribution) =>
        Assert.Equal(Expected(column), Places(distribution, Parse(_three)));

    [Theory]
    [InlineData(4, MemcachedDistribution.Rendezvous)]
    [InlineData(5, MemcachedDistribution.Modula)]
    [InlineData(6, MemcachedDistribution.Ketama)]
    [InlineData(7, MemcachedDistribution.KetamaWeighted)]
    public void Names_ports_and_addresses_of_version_6_count_as_the_named_client_writes_them(int column, MemcachedDistribution distribution) =>
        Assert.Equal(Expected(column), Places(distribution, Parse(_named)));

    [Theory]
    [InlineData(8, MemcachedDistribution.Rendezvous)]
    [InlineData(9, MemcachedDistribution.Modula)]
    [InlineData(10, MemcachedDistribution.Ketama)]
    [InlineData(11, MemcachedDistribution.KetamaWeighted)]
    public void Sockets_count_by_their_paths(int column, MemcachedDistribution distribution) =>
        Assert.Equal(Expected(column), Places(distribution, Parse(_sockets)));

    [Fact]
    public void Weights_count_as_with_the_named_client()
    {
        var servers = Parse(_three);
        servers[1] = servers[1] with { Weight = 2 };
        servers[2] = servers[2] with { Weight = 5 };

        Assert.Equal(Expected(12), Places(MemcachedDistribution.KetamaWeighted, servers));
    }

    [Theory]
    [InlineData(MemcachedDistribution.Rendezvous)]
    [InlineData(MemcachedDistribution.Ketama)]
    [InlineData(MemcachedDistribution.KetamaWeighted)]
    public void A_server_that_is_added_takes_its_share_and_nothing_else_moves(MemcachedDistribution distribution)
    {
        int[] before = Places(distribution, Parse(_three));
        int[] after = Places(distribution, Parse([.. _three, "10.0.0.4"]));

        var moved = before.Zip(after).Where(static pair => pair.First != pair.Second).ToList();

        Assert.All(moved, static pair => Assert.Equal(3, pair.Second));
        Assert.InRange(moved.Count, before.Length * 0.15, before.Length * 0.35);
    }

    [Fact]
    public void A_server_that_is_added_moves_most_keys_by_modula()
    {
        int[] before = Places(MemcachedDistribution.Modula, Parse(_three));
        int[] after = Places(MemcachedDistribution.Modula, Parse([.. _three, "10.0.0.4"]));

        Assert.InRange(before.Zip(after).Count(static pair => pair.First != pair.Second), before.Length * 0.65, before.Length);
    }

    [Fact]
    public void The_order_of_servers_does_not_matter_by_rendezvous()
    {
        int[] places = Places(MemcachedDistribution.Rendezvous, Parse(_three));

        Assert.Equal(places.Select(static place => 2 - place), Places(MemcachedDistribution.Rendezvous, [.. Parse(_three).Reverse()]));
    }

    [Fact]
    public void Bytes_that_are_no_text_have_a_server_too()
    {
        byte[] key = [0xff, .. "key"u8, 0xe6, 0x97];

        foreach (var distribution in Enum.GetValues<MemcachedDistribution>())
            Assert.InRange(ServerGroup.DistributionOver(Parse(_three), distribution).PlaceOf(key), 0, 2);
    }

    [Theory]
    [InlineData(MemcachedDistribution.Rendezvous)]
    [InlineData(MemcachedDistribution.Modula)]
    [InlineData(MemcachedDistribution.Ketama)]
    [InlineData(MemcachedDistribution.KetamaWeighted)]
    public void Choosing_a_server_takes_no_memory(MemcachedDistribution distribution)
    {
        var rule = ServerGroup.DistributionOver(Parse(_three), distribution);
        rule.PlaceOf(":1:page"u8);

        long before = GC.GetAllocatedBytesForCurrentThread();
        rule.PlaceOf(":1:страница"u8);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static int[] Places(MemcachedDistribution distribution, MemcachedServerAddress[] servers)
    {
        var rule = ServerGroup.DistributionOver(servers, distribution);
        return [.. Lines().Select(line => rule.PlaceOf(Encoding.UTF8.GetBytes(KeyIn(line))))];
    }

    private static MemcachedServerAddress[] Parse(string[] servers) => [.. servers.Select(MemcachedServerAddress.Parse)];

    private static int[] Expected(int column) => [.. Lines().Select(line => line[column] - '0')];

    private static string KeyIn(string line) => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    private static string[] Lines()
    {
        using var reader = new StreamReader(typeof(DistributionTests).Assembly.GetManifestResourceStream("places.txt")!, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
