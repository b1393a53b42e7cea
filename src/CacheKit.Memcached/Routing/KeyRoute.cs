namespace CacheKit.Memcached.Routing;

/// <summary>The key whose server another key is on.</summary>
internal sealed class KeyRoute(MemcachedKey key)
{
    public MemcachedKey Key => key;
}
