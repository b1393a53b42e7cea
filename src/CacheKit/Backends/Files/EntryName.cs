using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CacheKit.Keys;

namespace CacheKit.Backends.Files;

/// <summary>
/// Where the entry of a key stands: the first 16 bytes of the SHA-256 of the final key (UTF-16, low byte first) in
/// hexadecimal digits, of which the first two name the folder too. No key ever becomes part of a path.
/// </summary>
/// <param name="Shard">The number of the folder.</param>
/// <param name="FileName">The name of the file in it.</param>
internal readonly record struct EntryName(int Shard, string FileName)
{
    public const string Suffix = ".cachekit";

    private const int DigestLength = 16;
    private const int StackLength = 512;

    private static readonly SearchValues<char> _digits = SearchValues.Create("0123456789abcdef");

    public static EntryName Of(CacheKey key)
    {
        int length = key.Length * sizeof(char);
        byte[]? rented = length > StackLength ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> text = rented ?? stackalloc byte[StackLength];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        WriteKey(key, text);
        SHA256.HashData(text[..length], digest);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return new(digest[0], Convert.ToHexStringLower(digest[..DigestLength]) + Suffix);
    }

    /// <summary>Whether a file is one of ours by its name: others are never touched.</summary>
    public static bool IsEntry(ReadOnlySpan<char> fileName) =>
        fileName.Length == (DigestLength * 2) + Suffix.Length
        && fileName.EndsWith(Suffix, StringComparison.Ordinal)
        && !fileName[..(DigestLength * 2)].ContainsAnyExcept(_digits);

    /// <summary>Writes the final key as it is hashed and stored.</summary>
    public static void WriteKey(CacheKey key, Span<byte> destination)
    {
        MemoryMarshal.AsBytes(key.Scope.AsSpan()).CopyTo(destination);
        MemoryMarshal.AsBytes(key.Name.AsSpan()).CopyTo(destination[(key.Scope.Length * sizeof(char))..]);
        if (BitConverter.IsLittleEndian)
            return;
        var units = MemoryMarshal.Cast<byte, ushort>(destination[..(key.Length * sizeof(char))]);
        BinaryPrimitives.ReverseEndianness(units, units);
    }
}
