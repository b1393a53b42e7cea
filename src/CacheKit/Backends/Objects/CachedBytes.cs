using CacheKit.Serialization;

namespace CacheKit.Backends.Objects;

/// <summary>An entry held as bytes.</summary>
/// <param name="bytes">The bytes; nobody else may change them.</param>
/// <param name="serializer">Writes the payload when somebody asks for it.</param>
internal sealed class CachedBytes(byte[] bytes, PayloadSerializer serializer) : CachedCopies<byte[]>(ArrayOverhead + bytes.Length, serializer)
{
    private const int ArrayOverhead = 24;

    // hot path: no allocation but the array
    public override byte[] NewValue() => bytes.AsSpan().ToArray();
}
