using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using CacheKit.Backends;

namespace CacheKit.Keys;

/// <summary>
/// What memcached can hold, and so what a portable key is: at most 250 characters (bytes, where the backend refuses), no
/// code point below 33 and no 127. Non-ASCII is fine.
/// </summary>
internal static class KeyRules
{
    /// <summary>The longest portable final key.</summary>
    public const int MaximumLength = 250;

    private static readonly SearchValues<char> _forbidden =
        SearchValues.Create([.. Enumerable.Range(0, FirstAllowed).Select(static code => (char)code), Delete]);

    private const char FirstAllowed = '!';
    private const char Delete = '\u007f';

    // hot path of a miss: no allocation
    public static bool IsPortable(string scope, string name) =>
        scope.Length + name.Length <= MaximumLength && IsClean(name) && IsClean(scope);

    /// <summary>Whether a text has neither white space nor control characters.</summary>
    // A search for these few values by the framework costs more to set up than most keys take to scan.
    public static bool IsClean(ReadOnlySpan<char> text)
    {
        if (!Vector128.IsHardwareAccelerated || text.Length < Vector128<ushort>.Count)
        {
            foreach (char c in text)
            {
                if (c is < FirstAllowed or Delete)
                    return false;
            }

            return true;
        }

        // Without bounds checks and without leaving early: keys are short, and what is forbidden is rare. Every offset
        // leaves room for a vector; the last may overlap the one before.
        ref ushort start = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        nuint last = (uint)(text.Length - Vector128<ushort>.Count);
        var forbidden = Forbidden(Vector128.LoadUnsafe(ref start, last));
        for (nuint offset = 0; offset < last; offset += (nuint)Vector128<ushort>.Count)
            forbidden |= Forbidden(Vector128.LoadUnsafe(ref start, offset));
        return forbidden == Vector128<ushort>.Zero;
    }

    /// <summary>As <see cref="IsPortable"/>, but the length counts what goes over the wire.</summary>
    public static bool IsAccepted(CacheKey key) =>
        IsPortable(key.Scope, key.Name)
        && Encoding.UTF8.GetByteCount(key.Scope) + Encoding.UTF8.GetByteCount(key.Name) <= MaximumLength
        && HalfIn(key.Name) < 0
        && HalfIn(key.Scope) < 0;

    /// <summary>What is wrong with a key that is not portable.</summary>
    public static string FaultOf(CacheKey key, CacheKeyPolicy policy)
    {
        string text = key.ToString();
        int forbidden = text.AsSpan().IndexOfAny(_forbidden);
        if (forbidden >= 0)
            return $"it holds white space or a control character (U+{(int)text[forbidden]:X4} at {forbidden})";
        if (policy == CacheKeyPolicy.Refuse && HalfIn(text) is >= 0 and var half)
            return $"it holds half a surrogate pair (U+{(int)text[half]:X4} at {half}), which has no UTF-8";
        return policy == CacheKeyPolicy.Refuse
            ? $"its final form takes {Encoding.UTF8.GetByteCount(text)} bytes; {MaximumLength} are allowed"
            : $"its final form is {text.Length} characters long; {MaximumLength} are portable";
    }

    /// <summary>Where half a surrogate pair stands alone; -1 for nowhere.</summary>
    private static int HalfIn(string text)
    {
        int place = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        while (place >= 0 && place < text.Length)
        {
            if (!char.IsSurrogate(text[place]))
                place++;
            else if (place + 1 < text.Length && char.IsSurrogatePair(text[place], text[place + 1]))
                place += 2;
            else
                return place;
        }

        return -1;
    }

    private static Vector128<ushort> Forbidden(Vector128<ushort> units) =>
        Vector128.Equals(Vector128.Min(units, Vector128.Create((ushort)(FirstAllowed - 1))), units)
        | Vector128.Equals(units, Vector128.Create((ushort)Delete));
}
