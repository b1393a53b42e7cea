using System.Buffers;

namespace CacheKit.Serialization.Forms;

/// <summary>
/// <c>sbyte</c> … <c>ulong</c>, <c>nint</c>, <c>nuint</c> and enums: decimal text. A number that was stored with a fraction
/// type goes by JSON and must be whole.
/// </summary>
internal sealed class IntegerForm<T> : PayloadForm<T>
{
    // System.Text.Json has no native integers, and writes an enum in ways that options choose.
    private static readonly bool _readsJson = !typeof(T).IsEnum && typeof(T) != typeof(nint) && typeof(T) != typeof(nuint);

    public override void Write(T value, IBufferWriter<byte> destination, SerializerSet serializers) =>
        StoredInteger.From(value).Write(destination);

    public override bool TryReadInteger(StoredInteger integer, out T? value, out string? reason)
    {
        var fits = integer.TryNarrow(out value);
        reason = fits ? null : $"the integer {integer} does not fit {typeof(T)}";
        return fits;
    }

    public override bool TryReadSerialized(PayloadKind kind, ReadOnlyMemory<byte> data, SerializerSet serializers, out T? value, out string? reason) =>
        _readsJson && kind == PayloadKind.Json
            ? serializers.TryRead(kind, data, out value, out reason)
            : Refuse(kind, out value, out reason);
}
