namespace CacheKit.Memcached.Routing;

/// <summary>Several servers, of which each has some of the keys.</summary>
/// <param name="nodes">The servers.</param>
/// <param name="distribution">Which of them has a key.</param>
internal sealed class ServerGroup(ServerNode[] nodes, IKeyDistribution distribution) : IServerSelector
{
    public IReadOnlyList<ServerNode> All => nodes;

    // hot path: no allocation
    public ServerNode Select(MemcachedKey key)
    {
        Span<byte> bytes = stackalloc byte[MemcachedKey.MaximumLength];
        return nodes[distribution.PlaceOf(bytes[..key.CopyRouteTo(bytes)])];
    }

    /// <summary>The servers of a client.</summary>
    /// <param name="options">Validated, and not changed any more.</param>
    public static IServerSelector For(MemcachedClientOptions options)
    {
        ServerNode[] nodes = [.. options.Servers.Select(server => new ServerNode(server, options))];
        if (nodes is [var only])
            return new SingleServer(only);
        return options.UseFailover
            ? new FailoverGroup(nodes, options.Distribution)
            : new ServerGroup(nodes, DistributionOver([.. options.Servers], options.Distribution));
    }

    internal static IKeyDistribution DistributionOver(MemcachedServerAddress[] servers, MemcachedDistribution distribution) => distribution switch
    {
        MemcachedDistribution.Modula => new Modula(servers.Length),
        MemcachedDistribution.Ketama => new Ketama(servers),
        MemcachedDistribution.KetamaWeighted => new KetamaWeighted(servers),
        _ => new Rendezvous(servers),
    };
}
