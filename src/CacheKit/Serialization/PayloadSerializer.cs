using System.Buffers;
using CacheKit.Backends.Objects;
using CacheKit.Serialization.Forms;

namespace CacheKit.Serialization;

/// <summary>
/// Writes values as payloads and reads them back. The format, byte by byte (docs/format.md explains it):
/// <code>
///   integer       ┌──────────────────────┐
///                 │ decimal text, ASCII  │                    "-42"
///                 └──────────────────────┘
///   null          ┌────┐
///                 │ 81 │
///                 └────┘
///   text          ┌────┬─────────────────┐
///                 │ 82 │ UTF-8           │
///                 └────┴─────────────────┘
///   text with     ┌────┬─────────────────┐
///   unpaired      │ 83 │ UTF-16, low     │
///   surrogates    │    │ byte first      │
///                 └────┴─────────────────┘
///   bytes         ┌────┬─────────────────┐
///                 │ 84 │ the bytes       │
///                 └────┴─────────────────┘
///   JSON          ┌────┬─────────────────┐
///                 │ 85 │ JSON, UTF-8     │
///                 └────┴─────────────────┘
///   serializer    ┌────┬────────┬──────┬─────────────────┐
///                 │ 86 │ length │ name │ its data        │    length: 1 byte, 1 … 32; name: ASCII
///                 └────┴────────┴──────┴─────────────────┘
///   compressed    ┌────┬────────┬────────────────────────┐
///                 │ Cx │ length │ Brotli data            │    x: kind as above; length: of what follows the tag
///                 └────┴────────┴────────────────────────┘    when it is not compressed, seven bits a byte
/// </code>
/// Nothing in a payload names a type. Before one of these may stand what <see cref="ConditionalPayload"/> writes, which is
/// dealt with before a payload comes here.
/// </summary>
internal sealed class PayloadSerializer
{
    /// <summary>The most bytes that a compressed payload may become, unless told otherwise.</summary>
    public const int DefaultMaximumDecompressed = 64 * 1024 * 1024;

    private readonly SerializerSet _serializers;
    private readonly int? _compressAbove;
    private readonly int _maximumDecompressed;

    /// <param name="defaultSerializer">For every type without a form or a serializer of its own; null for JSON by reflection.</param>
    /// <param name="serializers">Serializers of single types.</param>
    /// <param name="compressAbove">Payloads of more bytes are compressed if that makes them smaller; null for none.</param>
    /// <param name="maximumDecompressed">The most bytes that a compressed payload may become.</param>
    public PayloadSerializer(
        ICacheSerializer? defaultSerializer = null,
        IReadOnlyDictionary<Type, ICacheSerializer>? serializers = null,
        int? compressAbove = null,
        int maximumDecompressed = DefaultMaximumDecompressed)
    {
        if (compressAbove is { } bytes)
            ArgumentOutOfRangeException.ThrowIfNegative(bytes, nameof(compressAbove));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumDecompressed);
        _serializers = new(defaultSerializer ?? JsonCacheSerializer.Shared, serializers);
        _compressAbove = compressAbove;
        _maximumDecompressed = maximumDecompressed;
    }

    /// <summary>Writes a value's payload; throws whatever the serializer throws when the value cannot be written.</summary>
    /// <remarks>After an exception what <paramref name="destination"/> holds is to be thrown away.</remarks>
    public void Write<T>(T value, IBufferWriter<byte> destination)
    {
        if (_compressAbove is { } limit)
            WriteCompressed(value, limit, destination);
        else
            WritePlain(value, destination);
    }

    /// <summary>
    /// The value in a form from which its readers are given values of their own, faster than from its payload; null where
    /// only the payload can tell what they are, or is smaller because it is compressed.
    /// </summary>
    /// <param name="value">The value; its owner may change it afterwards.</param>
    public CachedCopies<T>? CopiesOf<T>(T value)
    {
        if (value is null || _compressAbove is not null)
            return null;
        if (value is byte[] bytes)
            return typeof(T) == typeof(byte[]) ? (CachedCopies<T>)(object)new CachedBytes([.. bytes], this) : null;
        return PayloadForms.Of<T>().CopierIn(_serializers) is { } copier && copier.TryTake(value, out object?[] state, out long size)
            ? new CachedContract<T>(state, size, copier, this)
            : null;
    }

    /// <summary>Reads a payload; never throws for what the payload holds.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="value">The value; null for a stored null where <typeparamref name="T"/> can be null.</param>
    /// <param name="reason">Why it cannot be read as <typeparamref name="T"/>, for the log; null when it was read.</param>
    public bool TryRead<T>(ReadOnlyMemory<byte> payload, out T? value, out string? reason)
    {
        if (payload.IsEmpty)
            return Fail("it is empty", out value, out reason);
        var tag = new PayloadTag(payload.Span[0]);
        if (tag.Value < PayloadTag.Mark)
            return TryReadInteger(payload.Span, out value, out reason);
        return tag.IsCompressed
            ? TryReadCompressed(tag.Kind, payload.Span[1..], out value, out reason)
            : TryReadPlain(tag.Kind, payload[1..], out value, out reason);
    }

    private static bool TryReadInteger<T>(ReadOnlySpan<byte> text, out T? value, out string? reason) =>
        StoredInteger.TryParse(text, out var integer)
            ? PayloadForms.Of<T>().TryReadInteger(integer, out value, out reason)
            : Fail("it is neither an integer nor begins with a tag: something else wrote it", out value, out reason);

    private static bool TryReadNull<T>(ReadOnlySpan<byte> data, out T? value, out string? reason)
    {
        if (!data.IsEmpty)
            return Fail("it is null and yet goes on", out value, out reason);
        if (default(T) is not null)
            return PayloadForm<T>.Refuse(PayloadKind.Null, out value, out reason);
        value = default;
        reason = null;
        return true;
    }

    private static bool Fail<T>(string why, out T? value, out string? reason)
    {
        value = default;
        reason = why;
        return false;
    }

    private void WritePlain<T>(T value, IBufferWriter<byte> destination)
    {
        if (value is null)
            destination.Write([PayloadTag.Of(PayloadKind.Null).Value]);
        else
            PayloadForms.Of<T>().Write(value, destination, _serializers);
    }

    private void WriteCompressed<T>(T value, int limit, IBufferWriter<byte> destination)
    {
        using var plain = PooledPayloadWriter.Rent();
        WritePlain(value, plain);
        var payload = plain.WrittenSpan;
        // Servers count integers as text; and what we would refuse to decompress must not be compressed.
        if (payload.Length > limit && payload[0] >= PayloadTag.Mark && payload.Length - 1 <= _maximumDecompressed)
            PayloadCompression.Write(payload, destination);
        else
            destination.Write(payload);
    }

    private bool TryReadPlain<T>(PayloadKind kind, ReadOnlyMemory<byte> data, out T? value, out string? reason) => kind switch
    {
        PayloadKind.Null => TryReadNull(data.Span, out value, out reason),
        PayloadKind.Text or PayloadKind.Utf16Text => PayloadForms.Of<T>().TryReadText(kind, data.Span, out value, out reason),
        PayloadKind.Bytes => PayloadForms.Of<T>().TryReadBytes(data.Span, out value, out reason),
        PayloadKind.Json or PayloadKind.Named => PayloadForms.Of<T>().TryReadSerialized(kind, data, _serializers, out value, out reason),
        PayloadKind.Foreign => Fail(ForeignPayload.ReasonOf(data.Span), out value, out reason),
        PayloadKind.Conditional => Fail("its tags and stale time are damaged, or stand twice", out value, out reason),
        _ => Fail($"its kind {(byte)kind} is not known: something else, or a newer release, wrote it", out value, out reason),
    };

    private bool TryReadCompressed<T>(PayloadKind kind, ReadOnlySpan<byte> data, out T? value, out string? reason)
    {
        using var plain = PooledPayloadWriter.Rent();
        if (PayloadCompression.TryDecompress(data, _maximumDecompressed, plain, out reason))
            return TryReadPlain(kind, plain.WrittenMemory, out value, out reason);
        value = default;
        return false;
    }
}
