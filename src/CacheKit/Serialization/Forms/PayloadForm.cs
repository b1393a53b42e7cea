using System.Buffers;
using CacheKit.Serialization.Json;

namespace CacheKit.Serialization.Forms;

/// <summary>
/// How values of one type are written, and which kinds of payload can be read as it. Decided once per type, so that a
/// call asks nothing about <typeparamref name="T"/>. Null is dealt with before a form is asked.
/// </summary>
internal abstract class PayloadForm<T>
{
    /// <summary>Writes a value that is not null, tag included.</summary>
    public abstract void Write(T value, IBufferWriter<byte> destination, SerializerSet serializers);

    public virtual bool TryReadInteger(StoredInteger integer, out T? value, out string? reason) =>
        Refuse(PayloadKind.Integer, out value, out reason);

    /// <summary>Reads text; <paramref name="kind"/> says in which encoding.</summary>
    public virtual bool TryReadText(PayloadKind kind, ReadOnlySpan<byte> data, out T? value, out string? reason) =>
        Refuse(kind, out value, out reason);

    public virtual bool TryReadBytes(ReadOnlySpan<byte> data, out T? value, out string? reason) =>
        Refuse(PayloadKind.Bytes, out value, out reason);

    /// <summary>Reads JSON or a serializer's data.</summary>
    public virtual bool TryReadSerialized(PayloadKind kind, ReadOnlyMemory<byte> data, SerializerSet serializers, out T? value, out string? reason) =>
        Refuse(kind, out value, out reason);

    /// <summary>Copies values as writing and reading them does; null where that takes the payload itself.</summary>
    public virtual ContractCopier<T>? CopierIn(SerializerSet serializers) => null;

    /// <summary>Not read: the payload is of a kind that is never taken for a <typeparamref name="T"/>.</summary>
    public static bool Refuse(PayloadKind kind, out T? value, out string? reason)
    {
        var held = kind switch
        {
            PayloadKind.Integer => "an integer",
            PayloadKind.Null => "null",
            PayloadKind.Text or PayloadKind.Utf16Text => "text",
            PayloadKind.Bytes => "bytes",
            PayloadKind.Json => "JSON",
            _ => "a serializer's data",
        };
        value = default;
        reason = $"it holds {held}, which is not read as {typeof(T)}";
        return false;
    }
}
