namespace CacheKit.Serialization.Forms;

/// <summary>Integers and enums whose type is only known from the object itself.</summary>
internal static class BoxedInteger
{
    public static bool Is(object value) =>
        value is Enum or nint or nuint || Type.GetTypeCode(value.GetType()) is >= TypeCode.SByte and <= TypeCode.UInt64;

    // An enum in a box is opened as the number under it.
    public static StoredInteger From(object value) => Type.GetTypeCode(value.GetType()) switch
    {
        TypeCode.SByte => StoredInteger.From((sbyte)value),
        TypeCode.Byte => StoredInteger.From((byte)value),
        TypeCode.Int16 => StoredInteger.From((short)value),
        TypeCode.UInt16 => StoredInteger.From((ushort)value),
        TypeCode.Int32 => StoredInteger.From((int)value),
        TypeCode.UInt32 => StoredInteger.From((uint)value),
        TypeCode.Int64 => StoredInteger.From((long)value),
        TypeCode.UInt64 => StoredInteger.From((ulong)value),
        _ => value is nuint unsigned ? StoredInteger.From(unsigned) : StoredInteger.From((nint)value),
    };

    /// <summary>The value of an enum type, or null when the number under it is too narrow.</summary>
    public static object? ToEnum(StoredInteger integer, Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.SByte => integer.TryNarrow(out sbyte value) ? Enum.ToObject(type, value) : null,
        TypeCode.Byte => integer.TryNarrow(out byte value) ? Enum.ToObject(type, value) : null,
        TypeCode.Int16 => integer.TryNarrow(out short value) ? Enum.ToObject(type, value) : null,
        TypeCode.UInt16 => integer.TryNarrow(out ushort value) ? Enum.ToObject(type, value) : null,
        TypeCode.Int32 => integer.TryNarrow(out int value) ? Enum.ToObject(type, value) : null,
        TypeCode.UInt32 => integer.TryNarrow(out uint value) ? Enum.ToObject(type, value) : null,
        TypeCode.Int64 => integer.TryNarrow(out long value) ? Enum.ToObject(type, value) : null,
        TypeCode.UInt64 => integer.TryNarrow(out ulong value) ? Enum.ToObject(type, value) : null,
        _ => null,
    };
}
