using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace CacheKit.Serialization;

/// <summary>
/// Whether values of a type may be given to every reader as they are, because nobody can change them: a backend in this
/// process may then keep the object instead of its payload. Decided once per type.
/// </summary>
/// <typeparam name="T">The type under which values are stored.</typeparam>
internal static class ShareableValue<T>
{
    /// <summary>What an object on the heap has before its fields: header and method table.</summary>
    private const int ObjectOverhead = 16;

    private static readonly Type _type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);

    private static readonly bool _isFloat = _type == typeof(double) || _type == typeof(float) || _type == typeof(Half);

    // Not inherited: what derives from a marked class may add what can change.
    private static readonly bool _isMarked = _type.IsDefined(typeof(ImmutableObjectAttribute), inherit: false)
        && ((ImmutableObjectAttribute)_type.GetCustomAttributes(typeof(ImmutableObjectAttribute), inherit: false)[0]).Immutable;

    /// <summary>Whether <see cref="SizeOf"/> knows the size; of a marked type's value the length of its payload must serve.</summary>
    public static bool IsSizeKnown { get; } = _isFloat || _type.IsEnum || IsPlain(_type);

    /// <summary>Whether any value of the type may be shared; <see cref="CanShare"/> tells of one.</summary>
    public static bool IsShareable { get; } = IsSizeKnown || _isMarked;

    /// <summary>
    /// Whether this value may be shared: not a number that is not finite, and of a marked class not an object of a class
    /// that derives from it. Null may be.
    /// </summary>
    public static bool CanShare(T value)
    {
        if (!IsShareable)
            return false;
        if (_isFloat)
            return IsFinite(value);
        return IsSizeKnown || value is null || value.GetType() == _type;
    }

    /// <summary>About how many bytes the value takes in memory, where <see cref="IsSizeKnown"/>.</summary>
    public static long SizeOf(T value) => value switch
    {
        null => 0,
        // The length of the text, its last null character and its bytes, in steps of eight.
        string text => (ObjectOverhead + sizeof(int) + (sizeof(char) * (text.Length + 1L)) + 7) & ~7L,
        _ => Unsafe.SizeOf<T>(),
    };

    private static bool IsFinite(T value) => value switch
    {
        double number => double.IsFinite(number),
        float number => float.IsFinite(number),
        Half number => Half.IsFinite(number),
        _ => true,
    };

    private static bool IsPlain(Type type) =>
        type == typeof(string) || type == typeof(bool) || type == typeof(char) || type == typeof(Guid)
        || type == typeof(sbyte) || type == typeof(byte) || type == typeof(short) || type == typeof(ushort)
        || type == typeof(int) || type == typeof(uint) || type == typeof(long) || type == typeof(ulong)
        || type == typeof(nint) || type == typeof(nuint) || type == typeof(Int128) || type == typeof(UInt128)
        || type == typeof(decimal) || type == typeof(TimeSpan)
        || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeOnly);
}
