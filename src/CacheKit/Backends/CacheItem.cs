using System.Buffers;
using CacheKit.Keys;

namespace CacheKit.Backends;

/// <summary>One entry of <see cref="ICacheBackend.SetManyAsync"/>.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Payload">Its payload; valid until the call ends.</param>
public readonly record struct CacheItem(CacheKey Key, ReadOnlySequence<byte> Payload);
