using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace CacheKit.Backends.LocMem;

/// <summary>
/// The place of a name in a table. It depends on secrets of this process, so that nobody can choose names that all come to
/// one place. (The framework's keyed hash of a string costs more than a whole lookup here; its faster one is not keyed,
/// and its own.)
/// </summary>
internal static class NameHash
{
    private const nuint Word = sizeof(ulong);
    private const nuint Block = 2 * Word;
    private const nuint Tail = 3 * Block;

    private static readonly ulong _length = Secret();
    private static readonly ulong _first = Secret();
    private static readonly ulong _firstToo = Secret();
    private static readonly ulong _middle = Secret();
    private static readonly ulong _middleToo = Secret();
    private static readonly ulong _last = Secret();
    private static readonly ulong _lastToo = Secret();

    // hot path: read without bounds checks, which would cost as much as the hash. Every offset is below the length.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(string name)
    {
        ref byte start = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(name.AsSpan()));
        nuint length = (uint)name.Length * sizeof(char);
        ulong state = _length ^ length;
        if (length < Block)
            return Finish(HashShort(ref start, length, state));
        if (length > Tail)
        {
            nuint head = (length - Tail + Block - 1) / Block * Block;
            state = HashHead(ref start, head, state);
            start = ref Unsafe.Add(ref start, head);
            length -= head;
        }

        // Up to three blocks, each with secrets of its own: no product waits for another. The last may overlap the others.
        state ^= Fold(Read(ref start, 0) ^ _first, Read(ref start, Word) ^ _firstToo);
        if (length > 2 * Block)
            state ^= Fold(Read(ref start, Block) ^ _middle, Read(ref start, Block + Word) ^ _middleToo);
        return Finish(state ^ Fold(Read(ref start, length - Block) ^ _last, Read(ref start, length - Word) ^ _lastToo));
    }

    private static ulong HashShort(ref byte start, nuint length, ulong state)
    {
        if (length >= Word)
            return Fold(Read(ref start, 0) ^ state, Read(ref start, length - Word) ^ _first);
        ulong letters = 0;
        for (nuint offset = 0; offset < length; offset++)
            letters = (letters << 8) | Unsafe.Add(ref start, offset);
        return Fold(letters ^ state, _first);
    }

    /// <summary>Goes through what comes before the last blocks of a long name, one after another.</summary>
    private static ulong HashHead(ref byte start, nuint length, ulong state)
    {
        for (nuint offset = 0; offset < length; offset += Block)
            state = Fold(Read(ref start, offset) ^ state, Read(ref start, offset + Word) ^ _first);
        return state;
    }

    private static ulong Read(ref byte start, nuint offset) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset));

    // Every bit of both goes into every bit of the product; its halves folded together keep that.
    private static ulong Fold(ulong left, ulong right)
    {
        // Where there is an instruction for the upper half alone: the one that gives both writes the lower to memory.
        if (Bmi2.X64.IsSupported)
            return Bmi2.X64.MultiplyNoFlags(left, right) ^ (left * right);
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }

    private static int Finish(ulong state) => (int)(state ^ (state >> 32));

    private static ulong Secret() => MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;
}
