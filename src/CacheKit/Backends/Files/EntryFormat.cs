using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using CacheKit.Keys;

namespace CacheKit.Backends.Files;

/// <summary>
/// What an entry's file holds (docs/format.md), all numbers with the low byte first:
/// <code>
///   ┌────────┬──────────┬────────────┬────────────────┬─────────┬─────┬─────────────┐
///   │ CKF 01 │ checksum │ key length │ payload length │ expires │ key │ the payload │
///   └────────┴──────────┴────────────┴────────────────┴─────────┴─────┴─────────────┘
///   0        4          12           16               24        32
/// </code>
/// Lengths count bytes; the key is UTF-16. <c>expires</c> is in ticks of 100 ns since the year 1 (UTC); 7FFFFFFFFFFFFFFF:
/// never. The checksum is the XXH3 (64 bits) of the payload, seeded with the XXH3 of all between it and the payload:
/// so a large payload is checked where its reader wants it, without a copy.
/// </summary>
internal static class EntryFormat
{
    public const int HeaderLength = 32;
    public const long Never = long.MaxValue;

    private const int MagicLength = 4;
    private const int Checked = 12;

    private static ReadOnlySpan<byte> Magic => "CKF\u0001"u8;

    /// <summary>The length of the file of an entry.</summary>
    public static long LengthOf(CacheKey key, long payloadLength) => HeaderLength + (key.Length * (long)sizeof(char)) + payloadLength;

    /// <summary>Writes an entry into exactly its length.</summary>
    public static void Write(CacheKey key, in ReadOnlySequence<byte> payload, long expires, Span<byte> destination)
    {
        int keyLength = key.Length * sizeof(char);
        Magic.CopyTo(destination);
        BinaryPrimitives.WriteInt32LittleEndian(destination[Checked..], keyLength);
        BinaryPrimitives.WriteInt64LittleEndian(destination[16..], payload.Length);
        BinaryPrimitives.WriteInt64LittleEndian(destination[24..], expires);
        EntryName.WriteKey(key, destination[HeaderLength..]);
        var rest = destination[(HeaderLength + keyLength)..];
        payload.CopyTo(rest);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[MagicLength..], Checksum(destination[Checked..(HeaderLength + keyLength)], rest));
    }

    /// <summary>Reads the header; what it says is to be believed only when the checksum agrees.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> file, out EntryHeader header)
    {
        header = default;
        if (file.Length < HeaderLength || !file.StartsWith(Magic))
            return false;
        header = new EntryHeader(
            BinaryPrimitives.ReadInt32LittleEndian(file[Checked..]),
            BinaryPrimitives.ReadInt64LittleEndian(file[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(file[24..]));
        return header.KeyLength >= 0 && header.PayloadLength >= 0;
    }

    /// <summary>Whether a file is what was written.</summary>
    /// <param name="head">The header and the key.</param>
    /// <param name="payload">The payload.</param>
    public static bool IsWhole(ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload) =>
        BinaryPrimitives.ReadUInt64LittleEndian(head[MagicLength..]) == Checksum(head[Checked..], payload);

    /// <summary>Whether a stored key begins with a text.</summary>
    public static bool KeyStartsWith(ReadOnlySpan<byte> storedKey, ReadOnlySpan<char> text)
    {
        if (storedKey.Length < text.Length * sizeof(char))
            return false;
        for (int place = 0; place < text.Length; place++)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(storedKey[(place * sizeof(char))..]) != text[place])
                return false;
        }

        return true;
    }

    /// <summary>Whether a stored key is the one asked for; two may share a digest.</summary>
    public static bool IsKey(ReadOnlySpan<byte> storedKey, CacheKey key) =>
        storedKey.Length == key.Length * sizeof(char)
        && KeyStartsWith(storedKey, key.Scope)
        && KeyStartsWith(storedKey[(key.Scope.Length * sizeof(char))..], key.Name);

    private static ulong Checksum(ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload) =>
        XxHash3.HashToUInt64(payload, (long)XxHash3.HashToUInt64(head));
}
