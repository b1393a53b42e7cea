using System.Buffers;

namespace CacheKit.Serialization.Forms;

/// <summary>A character: text of that length. JSON could not hold half of a surrogate pair.</summary>
internal sealed class CharForm : PayloadForm<char>
{
    public override void Write(char value, IBufferWriter<byte> destination, SerializerSet serializers) =>
        StoredText.Write([value], destination);

    public override bool TryReadText(PayloadKind kind, ReadOnlySpan<byte> data, out char value, out string? reason)
    {
        value = default;
        if (!StoredText.TryRead(kind, data, out var text, out reason))
            return false;
        if (text.Length == 1)
        {
            value = text[0];
            return true;
        }

        reason = $"its text has {text.Length} characters, not one";
        return false;
    }
}
