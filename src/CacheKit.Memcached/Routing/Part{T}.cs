namespace CacheKit.Memcached.Routing;

/// <summary>What of a many-call is sent to one server as one.</summary>
/// <param name="Server">The server.</param>
/// <param name="Items">The keys or entries.</param>
/// <param name="Start">The place of the first of them in the call, or in <paramref name="Places"/>.</param>
/// <param name="Places">The places of what the servers have, in rising order for each; null for a call that one server has all of.</param>
/// <typeparam name="T">What is sent: keys or entries.</typeparam>
internal readonly record struct Part<T>(ServerNode Server, ReadOnlyMemory<T> Items, int Start, int[]? Places)
{
    /// <summary>The place of an item in the call.</summary>
    /// <param name="index">Its place among those of this part.</param>
    public int PlaceOf(int index) => Places is null ? Start + index : Places[Start + index];
}
