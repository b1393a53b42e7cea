using System.Buffers;
using CacheKit.Serialization;

namespace CacheKit.Backends.Objects;

/// <summary>An entry held in a form from which every reader of <typeparamref name="T"/> is given a value of its own.</summary>
/// <typeparam name="T">The type under which it was stored; a read as another type goes through the payload.</typeparam>
/// <param name="size">The approximate bytes of what is held.</param>
/// <param name="serializer">Writes the payload when somebody asks for it.</param>
internal abstract class CachedCopies<T>(long size, PayloadSerializer serializer) : CachedObject(size)
{
    /// <summary>A value that belongs to the caller; throws what making one throws.</summary>
    public abstract T NewValue();

    public override void WritePayload(IBufferWriter<byte> destination) => serializer.Write(NewValue(), destination);

    // Not an integer: a counter never asks.
    internal override CachedObject WithCounter(ReadOnlySpan<byte> text) => new CachedPayload(text.ToArray()) { KeyIsPortable = KeyIsPortable };
}
