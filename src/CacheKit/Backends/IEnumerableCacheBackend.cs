namespace CacheKit.Backends;

/// <summary>
/// A backend that can count its entries and list their keys, for tools and dashboards. Both may take as long as the
/// store is large; nothing on the way of a request calls them.
/// </summary>
public interface IEnumerableCacheBackend
{
    /// <summary>How many entries there are that have not expired.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<long> CountAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The entries that have not expired, in any order. What others write meanwhile may or may not be among them, but no
    /// entry comes twice that nobody removed and made anew.
    /// </summary>
    /// <param name="prefix">What their final keys begin with; null for all.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    IAsyncEnumerable<CacheEntryInfo> ListAsync(string? prefix, CancellationToken cancellationToken);
}
