namespace CacheKit.Memcached.Routing;

/// <summary>A rule by which keys are spread over servers.</summary>
internal interface IKeyDistribution
{
    /// <summary>The place of the server that has a key.</summary>
    /// <param name="key">The key as the server has it, at most <see cref="MemcachedKey.MaximumLength"/> bytes.</param>
    int PlaceOf(ReadOnlySpan<byte> key);
}
