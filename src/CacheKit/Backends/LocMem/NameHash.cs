using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CacheKit.Backends.LocMem;

/// <summary>
/// The place of a name in a table. It depends on two secrets of this process, so that nobody can choose names that all
/// come to one place. (The framework's keyed hash of a string costs more than a whole lookup here; its faster one is
/// not keyed, and its own.)
/// </summary>
internal static class NameHash
{
    private const nuint Word = sizeof(ulong);
    private const nuint Block = 2 * Word;

    private static readonly ulong _first = Secret();
    private static readonly ulong _second = Secret();

    // hot path: read without bounds checks, which would cost as much as the hash. Every offset is below the length.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(string name)
    {
        ref byte start = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(name.AsSpan()));
        nuint length = (uint)name.Length * sizeof(char);
        ulong state = _first ^ length;
        if (length < Block)
            return Finish(HashShort(ref start, length, state));
        for (nuint offset = 0; offset < length - Block; offset += Block)
            state = Fold(Read(ref start, offset) ^ state, Read(ref start, offset + Word) ^ _second);
        // The last block may overlap the one before: no path for a shorter one.
        return Finish(Fold(Read(ref start, length - Block) ^ state, Read(ref start, length - Word) ^ _second));
    }

    private static ulong HashShort(ref byte start, nuint length, ulong state)
    {
        if (length >= Word)
            return Fold(Read(ref start, 0) ^ state, Read(ref start, length - Word) ^ _second);
        ulong letters = 0;
        for (nuint offset = 0; offset < length; offset++)
            letters = (letters << 8) | Unsafe.Add(ref start, offset);
        return Fold(letters ^ state, _second);
    }

    private static ulong Read(ref byte start, nuint offset) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset));

    // Every bit of both goes into every bit of the product; its halves folded together keep that.
    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }

    private static int Finish(ulong state) => (int)(state ^ (state >> 32));

    private static ulong Secret() => MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;
}
