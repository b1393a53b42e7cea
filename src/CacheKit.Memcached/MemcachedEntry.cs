using System.Buffers;

namespace CacheKit.Memcached;

/// <summary>A value to store under a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; valid until the call ends.</param>
/// <param name="Flags">A number that is kept with the value.</param>
public readonly record struct MemcachedEntry(MemcachedKey Key, ReadOnlySequence<byte> Value, uint Flags = 0);
