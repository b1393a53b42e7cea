using System.Buffers;
using System.Text;
using System.Text.Json.Serialization;

namespace CacheKit.Serialization.Json;

/// <summary>The values without parts that nobody can change and that JSON gives back as they were.</summary>
internal static class ImmutableLeaf
{
    /// <summary>Header, method table and up to eight bytes.</summary>
    private const int BoxSize = 24;

    // Not char: half of a surrogate pair is one too.
    private static readonly HashSet<Type> _types =
    [
        typeof(string), typeof(bool), typeof(decimal), typeof(double), typeof(float), typeof(Guid),
        typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
    ];

    /// <summary>Whether values of a type are such; <see cref="IsUnchangedByJson"/> tells of one.</summary>
    public static bool IsLeaf(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        return _types.Contains(type) || (type.IsEnum && !type.IsDefined(typeof(JsonConverterAttribute), inherit: false));
    }

    /// <summary>
    /// Whether JSON gives this one back as it is: not half a surrogate pair, nor a local time, which the reader's zone may
    /// move, nor a number that is not finite, which a property may refuse, nor a decimal's negative zero.
    /// </summary>
    public static bool IsUnchangedByJson(object? value) => value switch
    {
        string text => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') is var surrogate && (surrogate < 0 || IsWellFormed(text.AsSpan(surrogate))),
        DateTime time => time.Kind != DateTimeKind.Local,
        double number => double.IsFinite(number),
        float number => float.IsFinite(number),
        decimal number => number != 0 || !decimal.IsNegative(number),
        _ => true,
    };

    /// <summary>About how many bytes a value takes beside the reference to it.</summary>
    public static long SizeOf(object? value) => value switch
    {
        null => 0,
        string text => ShareableValue<string>.SizeOf(text),
        decimal or Guid or DateTimeOffset => BoxSize + 8,
        _ => BoxSize,
    };

    /// <summary>How many bytes an array of references takes.</summary>
    public static long ArraySize(int length) => BoxSize + (8L * length);

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out int consumed) != OperationStatus.Done)
                return false;
            text = text[consumed..];
        }

        return true;
    }
}
