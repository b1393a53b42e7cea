using System.Buffers;

namespace CacheKit.Serialization.Forms;

/// <summary>Text.</summary>
internal sealed class StringForm : PayloadForm<string>
{
    public override void Write(string value, IBufferWriter<byte> destination, SerializerSet serializers) =>
        StoredText.Write(value, destination);

    public override bool TryReadText(PayloadKind kind, ReadOnlySpan<byte> data, out string? value, out string? reason) =>
        StoredText.TryRead(kind, data, out value, out reason);
}
