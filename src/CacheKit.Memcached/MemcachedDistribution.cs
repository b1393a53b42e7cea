namespace CacheKit.Memcached;

/// <summary>By what rule keys are spread over servers. All clients of the same servers need the same rule, or they miss what others store.</summary>
public enum MemcachedDistribution
{
    /// <summary>
    /// That of pymemcache, and so of Django's <c>PyMemcacheCache</c>: of each key's scores for the servers the highest wins. A
    /// server that is added takes its share from each of the others, and nothing else moves. The order of servers does not matter.
    /// </summary>
    Rendezvous,

    /// <summary>
    /// That of libmemcached and pylibmc without further settings, and so of Django's <c>PyLibMCCache</c>: the key's hash modulo the
    /// number of servers, in their order. A server that is added moves most keys.
    /// </summary>
    Modula,

    /// <summary>pylibmc's with the behavior <c>ketama</c>: 100 points of each server on a ring. A server that is added moves its share only.</summary>
    Ketama,

    /// <summary>
    /// libmemcached's weighted ketama (pylibmc's behavior <c>ketama_weighted</c>): 160 points of each server by MD5, more or fewer by
    /// <see cref="MemcachedServerAddress.Weight"/>. A server that is added moves hardly more than its share.
    /// </summary>
    KetamaWeighted,
}
