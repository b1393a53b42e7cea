namespace CacheKit.Memcached.Routing;

/// <summary>
/// Several servers, of which each has some of the keys. Those of a dead one are spread over the living, by the same rule as
/// if it had never been there; no other key moves.
/// </summary>
/// <param name="nodes">The servers.</param>
/// <param name="distribution">Which of them has a key.</param>
internal sealed class FailoverGroup(ServerNode[] nodes, MemcachedDistribution distribution) : IServerSelector
{
    private readonly IKeyDistribution _rule = ServerGroup.DistributionOver(Array.ConvertAll(nodes, static node => node.Address), distribution);
    private Survivors? _survivors;

    public IReadOnlyList<ServerNode> All => nodes;

    // hot path: no allocation
    public ServerNode Select(MemcachedKey key)
    {
        Span<byte> bytes = stackalloc byte[MemcachedKey.MaximumLength];
        bytes = bytes[..key.CopyRouteTo(bytes)];
        var own = nodes[_rule.PlaceOf(bytes)];
        return own.Health.IsDead ? Substitute(own, bytes) : own;
    }

    // Where all are dead, each is asked for its own keys: it may be back, and no other can be.
    private ServerNode Substitute(ServerNode own, ReadOnlySpan<byte> key)
    {
        own.TryRevive();
        var survivors = Volatile.Read(ref _survivors);
        if (survivors?.AreThoseOf(nodes) != true)
            Volatile.Write(ref _survivors, survivors = new Survivors(nodes, distribution));
        return survivors.Select(key) ?? own;
    }

    /// <summary>The servers that were alive at one moment.</summary>
    private sealed class Survivors
    {
        private readonly ServerNode[] _living;
        private readonly IKeyDistribution? _rule;

        public Survivors(ServerNode[] nodes, MemcachedDistribution distribution)
        {
            _living = Array.FindAll(nodes, static node => !node.Health.IsDead);
            if (_living.Length > 0)
                _rule = ServerGroup.DistributionOver(Array.ConvertAll(_living, static node => node.Address), distribution);
        }

        public bool AreThoseOf(ServerNode[] nodes)
        {
            int found = 0;
            foreach (var node in nodes)
            {
                if (node.Health.IsDead)
                    continue;
                if (found == _living.Length || _living[found] != node)
                    return false;
                found++;
            }

            return found == _living.Length;
        }

        public ServerNode? Select(ReadOnlySpan<byte> key) => _rule is null ? null : _living[_rule.PlaceOf(key)];
    }
}
