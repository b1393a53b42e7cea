using System.Numerics;

namespace CacheKit.Serialization.Forms;

/// <summary>Chooses the form of a type.</summary>
internal static class PayloadForms
{
    /// <summary>The form of <typeparamref name="T"/>, chosen at its first use.</summary>
    public static PayloadForm<T> Of<T>() => Cached<T>.Form;

    /// <summary>Whether values of a type have a form of CacheKit's own, so that no serializer is ever asked for them.</summary>
    public static bool IsBuiltIn(Type type) =>
        BuiltIn(type) is not null || (Nullable.GetUnderlyingType(type) ?? type).IsEnum;

    private static PayloadForm<T> Create<T>()
    {
        if (typeof(T).IsEnum)
            return new IntegerForm<T>();
        if (Nullable.GetUnderlyingType(typeof(T)) is { IsEnum: true } type)
            return new NullableEnumForm<T>(type);
        if ((BuiltIn(typeof(T)) ?? Fraction(typeof(T))) is PayloadForm<T> form)
            return form;
        return OpenForm<T>.Applies ? new OpenForm<T>() : new SerializedForm<T>();
    }

    // Every form is made with its type named in code, not by reflection, so that trimming and AOT see them all.
    private static object? BuiltIn(Type type) =>
        type == typeof(string) ? new StringForm()
        : type == typeof(byte[]) ? new BytesForm<byte[]>(static value => value, static bytes => bytes)
        : Value(type, new IntegerForm<int>())
        ?? Value(type, new IntegerForm<long>())
        ?? Value(type, new IntegerForm<short>())
        ?? Value(type, new IntegerForm<sbyte>())
        ?? Value(type, new IntegerForm<byte>())
        ?? Value(type, new IntegerForm<ushort>())
        ?? Value(type, new IntegerForm<uint>())
        ?? Value(type, new IntegerForm<ulong>())
        ?? Value(type, new IntegerForm<nint>())
        ?? Value(type, new IntegerForm<nuint>())
        ?? Value(type, new CharForm())
        ?? Value(type, new BytesForm<ReadOnlyMemory<byte>>(static value => value, static bytes => bytes))
        ?? Value(type, new BytesForm<Memory<byte>>(static value => value, static bytes => bytes))
        ?? Value(type, new BytesForm<ArraySegment<byte>>(static value => value, static bytes => bytes));

    private static object? Fraction(Type type) =>
        Value(type, new NumberForm<double>())
        ?? Value(type, new NumberForm<float>())
        ?? Value(type, new NumberForm<decimal>())
        ?? Value(type, new NumberForm<Half>())
        ?? Value(type, new NumberForm<Int128>())
        ?? Value(type, new NumberForm<UInt128>())
        ?? Value(type, new NumberForm<BigInteger>());

    private static object? Value<TValue>(Type type, PayloadForm<TValue> form)
        where TValue : struct =>
        type == typeof(TValue) ? form : type == typeof(TValue?) ? new NullableForm<TValue>(form) : null;

    private static class Cached<T>
    {
        public static readonly PayloadForm<T> Form = Create<T>();
    }
}
