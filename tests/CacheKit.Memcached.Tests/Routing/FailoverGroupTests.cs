using CacheKit.Memcached.Routing;

namespace CacheKit.Memcached.Tests.Routing;

/// <summary>Where keys go while servers are dead.</summary>
public sealed class FailoverGroupTests : IAsyncLifetime
{
    private readonly MemcachedKey[] _keys = [.. Enumerable.Range(0, 600).Select(static i => (MemcachedKey)$":1:key:{i}")];
    private readonly ServerNode[] _nodes;

    public FailoverGroupTests()
    {
        var options = new MemcachedClientOptions { UseFailover = true, RetryAttempts = 0 };
        _nodes = [.. Enumerable.Range(1, 4).Select(i => new ServerNode(MemcachedServerAddress.Parse($"10.0.0.{i}"), options))];
    }

    public static TheoryData<MemcachedDistribution> Distributions => [.. Enum.GetValues<MemcachedDistribution>()];

    public ValueTask InitializeAsync() => default;

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Only_the_keys_of_the_dead_move_and_they_go_to_all_others(MemcachedDistribution distribution)
    {
        var group = new FailoverGroup(_nodes, distribution);
        var before = Places(group);

        Kill(1);

        var after = Places(group);
        Assert.All(before.Zip(after), static pair => Assert.True(pair.First == pair.Second || pair.First == 1));
        Assert.Equal([0, 2, 3], before.Zip(after).Where(static pair => pair.First == 1).Select(static pair => pair.Second).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Their_new_servers_are_those_of_a_list_without_the_dead(MemcachedDistribution distribution)
    {
        var group = new FailoverGroup(_nodes, distribution);
        var before = Places(group);
        Kill(0);
        Kill(2);

        var rule = ServerGroup.DistributionOver([_nodes[1].Address, _nodes[3].Address], distribution);

        int[] living = [1, 3];
        Assert.Equal(
            _keys.Zip(before, (key, place) => place is 0 or 2 ? living[rule.PlaceOf(key.ToBytes())] : place),
            Places(group));
    }

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Who_comes_back_has_its_keys_again(MemcachedDistribution distribution)
    {
        var group = new FailoverGroup(_nodes, distribution);
        var before = Places(group);
        Kill(1);
        Kill(3);
        Assert.DoesNotContain(3, Places(group));

        _nodes[3].Health.Succeed();
        Assert.Equal([0, 2, 3], Places(group).Distinct().Order());

        _nodes[1].Health.Succeed();
        Assert.Equal(before, Places(group));
    }

    [Fact]
    public void Where_all_are_dead_each_is_asked_for_its_own_keys()
    {
        var group = new FailoverGroup(_nodes, MemcachedDistribution.Rendezvous);
        var before = Places(group);

        for (int place = 0; place < _nodes.Length; place++)
            Kill(place);

        Assert.Equal(before, Places(group));
    }

    [Fact]
    public void Choosing_takes_no_memory_while_a_server_is_dead()
    {
        var group = new FailoverGroup(_nodes, MemcachedDistribution.Ketama);
        Kill(2);
        Places(group);

        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var key in _keys)
            group.Select(key);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private void Kill(int place) => _nodes[place].Health.Fail("refused", null);

    private List<int> Places(FailoverGroup group) => [.. _keys.Select(key => Array.IndexOf(_nodes, group.Select(key)))];
}
