namespace CacheKit.Memcached.Routing;

/// <summary>One server has all keys.</summary>
internal sealed class SingleServer(ServerNode node) : IServerSelector
{
    public IReadOnlyList<ServerNode> All { get; } = [node];

    public ServerNode Select(MemcachedKey key) => node;
}
