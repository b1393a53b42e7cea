namespace CacheKit.Memcached.Protocol;

/// <summary>A value among many.</summary>
/// <param name="Place">The place of its key.</param>
/// <param name="Reply">What is known of it.</param>
/// <param name="Value">The value.</param>
internal readonly record struct FoundValue(int Place, Reply Reply, ReadOnlyMemory<byte> Value);
