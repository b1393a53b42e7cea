namespace CacheKit.Memcached.Routing;

/// <summary>Which server has a key.</summary>
internal interface IServerSelector
{
    /// <summary>All servers.</summary>
    IReadOnlyList<ServerNode> All { get; }

    /// <summary>The server of a key.</summary>
    ServerNode Select(MemcachedKey key);
}
