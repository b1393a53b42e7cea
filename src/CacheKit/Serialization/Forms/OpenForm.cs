using System.Buffers;

namespace CacheKit.Serialization.Forms;

/// <summary>
/// <c>object</c> and the interfaces under which text, integers or bytes can be stored: the value's own type decides how it
/// is written, the payload's kind what is read.
/// </summary>
internal sealed class OpenForm<T> : PayloadForm<T>
{
    private static readonly bool _holdsText = typeof(T).IsAssignableFrom(typeof(string));

    private static readonly bool _holdsIntegers = typeof(T).IsAssignableFrom(typeof(long)) && typeof(T).IsAssignableFrom(typeof(ulong));

    // The runtime also lets a byte[] pass as an array or a list of sbyte, or of an enum over byte: not what was asked for.
    private static readonly bool _holdsBytes = typeof(T).IsAssignableFrom(typeof(byte[]))
        && !typeof(T).IsArray
        && (!typeof(T).IsGenericType || typeof(T).GetGenericArguments()[0] == typeof(byte));

    public static bool Applies => !typeof(T).IsValueType && (_holdsText || _holdsIntegers || _holdsBytes);

    public override void Write(T value, IBufferWriter<byte> destination, SerializerSet serializers)
    {
        switch ((object)value!)
        {
            case string text:
                StoredText.Write(text, destination);
                break;
            case char character:
                StoredText.Write([character], destination);
                break;
            // sbyte[] would match the type pattern too.
            case byte[] bytes when bytes.GetType() == typeof(byte[]):
                StoredBytes.Write(bytes, destination);
                break;
            case ReadOnlyMemory<byte> bytes:
                StoredBytes.Write(bytes.Span, destination);
                break;
            case Memory<byte> bytes:
                StoredBytes.Write(bytes.Span, destination);
                break;
            case ArraySegment<byte> bytes:
                StoredBytes.Write(bytes, destination);
                break;
            case { } number when BoxedInteger.Is(number):
                BoxedInteger.From(number).Write(destination);
                break;
            default:
                serializers.Write(value, destination);
                break;
        }
    }

    public override bool TryReadInteger(StoredInteger integer, out T? value, out string? reason) =>
        _holdsIntegers ? Found(integer.ToObject(), out value, out reason) : base.TryReadInteger(integer, out value, out reason);

    public override bool TryReadText(PayloadKind kind, ReadOnlySpan<byte> data, out T? value, out string? reason)
    {
        if (!_holdsText)
            return base.TryReadText(kind, data, out value, out reason);
        var isText = StoredText.TryRead(kind, data, out var text, out reason);
        value = (T?)(object?)text;
        return isText;
    }

    public override bool TryReadBytes(ReadOnlySpan<byte> data, out T? value, out string? reason) =>
        _holdsBytes ? Found(data.ToArray(), out value, out reason) : base.TryReadBytes(data, out value, out reason);

    public override bool TryReadSerialized(PayloadKind kind, ReadOnlyMemory<byte> data, SerializerSet serializers, out T? value, out string? reason) =>
        serializers.TryRead(kind, data, out value, out reason);

    private static bool Found(object found, out T? value, out string? reason)
    {
        value = (T)found;
        reason = null;
        return true;
    }
}
