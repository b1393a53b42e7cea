namespace CacheKit.Diagnostics;

/// <summary>What a cache was asked and given.</summary>
/// <param name="Hits">Reads that found a value.</param>
/// <param name="Misses">Reads that did not.</param>
/// <param name="Stores">Values that were stored.</param>
internal readonly record struct UsageCounts(long Hits, long Misses, long Stores)
{
    public static UsageCounts operator +(UsageCounts left, UsageCounts right) =>
        new(left.Hits + right.Hits, left.Misses + right.Misses, left.Stores + right.Stores);
}
