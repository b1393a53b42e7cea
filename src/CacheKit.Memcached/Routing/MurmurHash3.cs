using System.Buffers.Binary;
using System.Numerics;

namespace CacheKit.Memcached.Routing;

/// <summary>MurmurHash3 of 32 bits, in two steps, so that what many texts begin with is hashed once.</summary>
internal static class MurmurHash3
{
    /// <summary>How many bytes are taken at once.</summary>
    public const int BlockLength = sizeof(uint);

    /// <summary>Takes all whole blocks.</summary>
    /// <param name="state">What the blocks before gave; the seed at first.</param>
    /// <param name="bytes">The bytes; those after the last whole block are left.</param>
    public static uint Take(uint state, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= BlockLength; bytes = bytes[BlockLength..])
            state = (BitOperations.RotateLeft(state ^ Scramble(BinaryPrimitives.ReadUInt32LittleEndian(bytes)), 13) * 5) + 0xe6546b64;
        return state;
    }

    /// <summary>The hash.</summary>
    /// <param name="state">What the whole blocks gave.</param>
    /// <param name="rest">The bytes after the last whole block.</param>
    /// <param name="length">How many bytes were hashed altogether.</param>
    public static uint Finish(uint state, ReadOnlySpan<byte> rest, int length)
    {
        uint last = 0;
        for (int i = rest.Length - 1; i >= 0; i--)
            last = (last << 8) | rest[i];
        state ^= Scramble(last) ^ (uint)length;
        state = (state ^ (state >> 16)) * 0x85ebca6b;
        state = (state ^ (state >> 13)) * 0xc2b2ae35;
        return state ^ (state >> 16);
    }

    private static uint Scramble(uint block) => BitOperations.RotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
}
