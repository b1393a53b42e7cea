using System.Buffers;

namespace CacheKit.Serialization;

/// <summary>Writes values as payloads and reads them back.</summary>
internal sealed class PayloadSerializer
{
    /// <summary>Writes a value's payload; throws whatever the serializer throws when the value cannot be written.</summary>
    public void Write<T>(T value, IBufferWriter<byte> destination) => throw new NotSupportedException();

    /// <summary>Reads a payload; never throws for what the payload holds.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="value">The value; null for a stored null where <typeparamref name="T"/> can be null.</param>
    /// <param name="reason">Why it cannot be read as <typeparamref name="T"/>, for the log; null when it was read.</param>
    public bool TryRead<T>(ReadOnlyMemory<byte> payload, out T? value, out string? reason) => throw new NotSupportedException();
}
