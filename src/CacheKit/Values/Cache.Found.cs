namespace CacheKit.Values;

internal sealed partial class Cache
{
    /// <summary>What a read for <c>GetOrSetAsync</c> finds.</summary>
    /// <param name="Live">The value.</param>
    /// <param name="Stale">The expired one in its place.</param>
    private readonly record struct Found<T>(CacheValue<T> Live, CacheValue<T> Stale);
}
