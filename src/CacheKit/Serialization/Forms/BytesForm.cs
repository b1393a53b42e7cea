using System.Buffers;

namespace CacheKit.Serialization.Forms;

/// <summary><c>byte[]</c> and its views: the bytes as they are. What is read is a copy.</summary>
internal sealed class BytesForm<T>(Func<T, ReadOnlyMemory<byte>> view, Func<byte[], T> wrap) : PayloadForm<T>
{
    public override void Write(T value, IBufferWriter<byte> destination, SerializerSet serializers) =>
        StoredBytes.Write(view(value).Span, destination);

    public override bool TryReadBytes(ReadOnlySpan<byte> data, out T? value, out string? reason)
    {
        value = wrap(data.ToArray());
        reason = null;
        return true;
    }
}
