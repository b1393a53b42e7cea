namespace CacheKit.Backends;

/// <summary>What <see cref="IEnumerableCacheBackend.ListAsync"/> tells of an entry.</summary>
/// <param name="Key">Its final key.</param>
/// <param name="Expires">When it expires; null for never, or later than a date can say.</param>
/// <param name="PayloadLength">The length of its payload in bytes.</param>
public readonly record struct CacheEntryInfo(string Key, DateTimeOffset? Expires, long PayloadLength);
