using System.Buffers;
using System.Text;
using System.Text.Json;
using CacheKit.Serialization;

namespace CacheKit.Inspection;

/// <summary>Takes payloads apart as docs/format.md draws them, without knowing the types that they were written from.</summary>
internal static class StoredValueReader
{
    public static StoredValue Read(ReadOnlyMemory<byte> payload) => ReadPayload(payload) with { StoredBytes = payload.Length };

    private static StoredValue ReadPayload(ReadOnlyMemory<byte> payload)
    {
        if (payload.IsEmpty)
            return Unreadable(payload, "it is empty");
        var tag = new PayloadTag(payload.Span[0]);
        if (tag.Value < PayloadTag.Mark)
            return ReadInteger(payload);
        if (!tag.IsCompressed)
            return ReadPlain(tag.Kind, payload[1..], payload);

        var plain = new ArrayBufferWriter<byte>();
        return PayloadCompression.TryDecompress(payload.Span[1..], PayloadSerializer.DefaultMaximumDecompressed, plain, out var reason)
            ? ReadPlain(tag.Kind, plain.WrittenMemory, payload) with { IsCompressed = true }
            : Unreadable(payload, reason!);
    }

    private static StoredValue ReadInteger(ReadOnlyMemory<byte> payload) => StoredInteger.TryParse(payload.Span, out var integer)
        ? new(StoredKind.Number, payload) { Text = integer.ToString() }
        : Unreadable(payload, "it is neither a number nor begins with a tag: something else wrote it");

    private static StoredValue ReadPlain(PayloadKind kind, ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> payload) => kind switch
    {
        PayloadKind.Null when data.IsEmpty => new(StoredKind.Null, data),
        PayloadKind.Null => Unreadable(payload, "it is null and yet goes on"),
        PayloadKind.Text or PayloadKind.Utf16Text => StoredText.TryRead(kind, data.Span, out var text, out var reason)
            ? new(StoredKind.Text, data) { Text = text }
            : Unreadable(payload, reason),
        PayloadKind.Bytes => new(StoredKind.Bytes, data),
        PayloadKind.Json => ReadJson(data, payload),
        PayloadKind.Named => ReadNamed(data, payload),
        PayloadKind.Conditional => Unreadable(payload, "its tags and stale time are damaged, or stand twice"),
        _ => Unreadable(payload, $"its kind {(byte)kind} is not known here: something else, or a newer release, wrote it"),
    };

    private static StoredValue ReadJson(ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(data);
            return new(StoredKind.Json, data) { Text = Encoding.UTF8.GetString(data.Span) };
        }
        catch (JsonException exception)
        {
            return Unreadable(payload, $"its JSON is damaged: {exception.Message}");
        }
    }

    private static StoredValue ReadNamed(ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> payload)
    {
        if (RegisteredSerializer.TryReadName(data.Span, out var name))
            return new(StoredKind.Serialized, data[(1 + name.Length)..]) { Serializer = name };
        return Unreadable(payload, "its serializer has no valid name");
    }

    private static StoredValue Unreadable(ReadOnlyMemory<byte> payload, string reason) =>
        new(StoredKind.Unreadable, payload) { Reason = reason };
}
