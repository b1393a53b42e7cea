using System.Buffers;
using CacheKit.Serialization;

namespace CacheKit.Backends.Objects;

/// <summary>An entry held as the object itself, for values that cannot change under the reader.</summary>
/// <typeparam name="T">The type under which it was stored; a read as another type goes through the payload.</typeparam>
/// <param name="value">The value.</param>
/// <param name="size">Its approximate bytes in memory.</param>
/// <param name="serializer">Writes the payload when somebody asks for it.</param>
internal sealed class CachedValue<T>(T value, long size, PayloadSerializer serializer) : CachedObject(size)
{
    // A field, not a property over the parameter: hot path.
    public readonly T Value = value;

    public override void WritePayload(IBufferWriter<byte> destination) => serializer.Write(Value, destination);

    internal override CachedObject WithCounter(ReadOnlySpan<byte> text)
    {
        byte[] payload = text.ToArray();
        return serializer.TryRead<T>(payload, out var next, out _)
            ? new CachedValue<T>(next!, Size, serializer) { KeyIsPortable = KeyIsPortable }
            : new CachedPayload(payload) { KeyIsPortable = KeyIsPortable };
    }
}
