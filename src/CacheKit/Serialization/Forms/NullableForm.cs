using System.Buffers;

namespace CacheKit.Serialization.Forms;

/// <summary>A nullable value: as the value itself, for null is dealt with before.</summary>
internal sealed class NullableForm<T>(PayloadForm<T> form) : PayloadForm<T?>
    where T : struct
{
    public override void Write(T? value, IBufferWriter<byte> destination, SerializerSet serializers) =>
        form.Write(value.GetValueOrDefault(), destination, serializers);

    public override bool TryReadInteger(StoredInteger integer, out T? value, out string? reason) =>
        Lift(form.TryReadInteger(integer, out var read, out reason), read, out value);

    public override bool TryReadText(PayloadKind kind, ReadOnlySpan<byte> data, out T? value, out string? reason) =>
        Lift(form.TryReadText(kind, data, out var read, out reason), read, out value);

    public override bool TryReadBytes(ReadOnlySpan<byte> data, out T? value, out string? reason) =>
        Lift(form.TryReadBytes(data, out var read, out reason), read, out value);

    public override bool TryReadSerialized(PayloadKind kind, ReadOnlyMemory<byte> data, SerializerSet serializers, out T? value, out string? reason) =>
        Lift(form.TryReadSerialized(kind, data, serializers, out var read, out reason), read, out value);

    private static bool Lift(bool isRead, T read, out T? value)
    {
        value = isRead ? read : null;
        return isRead;
    }
}
