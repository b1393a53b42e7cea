using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CacheKit.Backends.Files;

/// <summary>
/// How many entries there are, so that nobody has to list a directory to know it: one file with four bytes for each shard,
/// low byte first, changed only under the shard's lock. Written by ordinary writes, not by a mapping into memory: on a full
/// disk a mapping kills the process.
/// </summary>
/// <remarks>
/// A process that dies between the entry and the count leaves it wrong by one, until the sweep comes by and counts the shard
/// anew. Where the file is missing or cut off, nothing is known, and the next insertion counts everything once.
/// </remarks>
/// <param name="directory">The directory.</param>
internal sealed class EntryCounts(CacheDirectory directory)
{
    private const int Width = sizeof(int);
    private const int FileLength = CacheDirectory.Shards * Width;

    // The count is changed by all at once, each at a place of its own.
    private const FileShare Everybody = FileShare.ReadWrite | FileShare.Delete;

    /// <summary>Notes an entry more, under its shard's lock, unless so many are there already.</summary>
    public CountVerdict TryInsert(int shard, int limit)
    {
        if (!File.Exists(directory.CountsPath))
            return CountVerdict.Unknown;
        using var file = Open();
        Span<byte> counts = stackalloc byte[FileLength];
        if (RandomAccess.Read(file, counts, 0) < FileLength)
            return CountVerdict.Unknown;
        if (SumOf(counts) >= limit)
            return CountVerdict.Full;
        Write(file, shard, CountOf(counts, shard) + 1);
        return CountVerdict.Noted;
    }

    /// <summary>Notes entries more or less, under their shard's lock; where nothing is known, nothing.</summary>
    public void Change(int shard, int difference)
    {
        if (!File.Exists(directory.CountsPath))
            return;
        using var file = Open();
        Span<byte> count = stackalloc byte[Width];
        if (RandomAccess.Read(file, count, shard * Width) == Width)
            Write(file, shard, BinaryPrimitives.ReadInt32LittleEndian(count) + difference);
    }

    /// <summary>Notes how many entries a shard really has, under its lock.</summary>
    public void Correct(int shard, int count)
    {
        if (!File.Exists(directory.CountsPath))
            return;
        using var file = Open();
        Span<byte> noted = stackalloc byte[Width];
        if (RandomAccess.Read(file, noted, shard * Width) == Width && BinaryPrimitives.ReadInt32LittleEndian(noted) != count)
            Write(file, shard, count);
    }

    /// <summary>Reads the counts of all shards.</summary>
    /// <returns>Whether they are known.</returns>
    public bool TryRead(Span<int> counts)
    {
        if (!File.Exists(directory.CountsPath))
            return false;
        using var file = Open();
        var bytes = MemoryMarshal.AsBytes(counts);
        if (RandomAccess.Read(file, bytes, 0) < FileLength)
            return false;
        for (int shard = 0; shard < counts.Length; shard++)
            counts[shard] = CountOf(bytes, shard);
        return true;
    }

    /// <summary>Notes all counts at once, so that they are known or not.</summary>
    public void Write(ReadOnlySpan<int> counts)
    {
        Span<byte> bytes = stackalloc byte[FileLength];
        for (int shard = 0; shard < counts.Length; shard++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(shard * Width)..], counts[shard]);
        using var file = Open();
        RandomAccess.Write(file, bytes, 0);
    }

    private static void Write(SafeFileHandle file, int shard, int count)
    {
        Span<byte> bytes = stackalloc byte[Width];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Math.Max(count, 0));
        RandomAccess.Write(file, bytes, shard * Width);
    }

    private static int CountOf(ReadOnlySpan<byte> counts, int shard) => BinaryPrimitives.ReadInt32LittleEndian(counts[(shard * Width)..]);

    private static long SumOf(ReadOnlySpan<byte> counts)
    {
        long sum = 0;
        for (int shard = 0; shard < CacheDirectory.Shards; shard++)
            sum += CountOf(counts, shard);
        return sum;
    }

    // Made if it vanishes before it is opened: empty, it says as little as when it is missing.
    private SafeFileHandle Open() => CacheDirectory.Create(directory.CountsPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, Everybody);
}
