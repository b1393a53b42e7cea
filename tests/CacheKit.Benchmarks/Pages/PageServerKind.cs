namespace CacheKit.Benchmarks.Pages;

/// <summary>Who answers the requests for the page.</summary>
internal enum PageServerKind
{
    /// <summary>An endpoint that writes the bytes and the header fields of a CacheKit hit, without any cache: the floor.</summary>
    Bare,

    /// <summary>The application as it is, without any cache.</summary>
    Uncached,

    CacheKit,

    OutputCaching,

    OutputCachingWithoutLocking,

    ResponseCaching,

    /// <summary>CacheKit on the Redis server that the environment names.</summary>
    CacheKitOnRedis,

    /// <summary>OutputCaching on that server.</summary>
    OutputCachingOnRedis,
}
