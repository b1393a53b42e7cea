using System.Runtime.CompilerServices;

namespace CacheKit.Serialization;

/// <summary>What is known of an integral or enum type, looked up once.</summary>
/// <typeparam name="T">One of <c>sbyte</c> … <c>ulong</c>, <c>nint</c>, <c>nuint</c>, or an enum.</typeparam>
internal static class IntegerType<T>
{
    public static readonly bool IsSigned = Type.GetTypeCode(Underlying) is TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64
        || Underlying == typeof(nint);

    private static Type Underlying => typeof(T).IsEnum ? Enum.GetUnderlyingType(typeof(T)) : typeof(T);

    /// <summary>The bits of a value, widened to 64 by its own sign.</summary>
    public static long Widen(T value) => (Unsafe.SizeOf<T>(), IsSigned) switch
    {
        (1, true) => Unsafe.BitCast<T, sbyte>(value),
        (1, false) => Unsafe.BitCast<T, byte>(value),
        (2, true) => Unsafe.BitCast<T, short>(value),
        (2, false) => Unsafe.BitCast<T, ushort>(value),
        (4, true) => Unsafe.BitCast<T, int>(value),
        (4, false) => Unsafe.BitCast<T, uint>(value),
        _ => Unsafe.BitCast<T, long>(value),
    };

    /// <summary>The value whose bits are the low ones of <paramref name="bits"/>.</summary>
    public static T Narrow(long bits) => Unsafe.SizeOf<T>() switch
    {
        1 => Unsafe.BitCast<byte, T>((byte)bits),
        2 => Unsafe.BitCast<ushort, T>((ushort)bits),
        4 => Unsafe.BitCast<uint, T>((uint)bits),
        _ => Unsafe.BitCast<long, T>(bits),
    };
}
