namespace CacheKit.Memcached;

/// <summary>The language spoken with a server.</summary>
public enum MemcachedProtocol
{
    /// <summary>The meta protocol of memcached 1.6 and later.</summary>
    Meta,

    /// <summary>The binary protocol, which older servers know too and which a server with SASL (<c>-S</c>) requires.</summary>
    Binary,
}
