using System.Globalization;
using System.Text;

namespace CacheKit.Memcached.Tests.CrossChecks;

/// <summary>A key and a value of one of the kinds that clients in all languages read.</summary>
/// <param name="Key">The key.</param>
/// <param name="Kind"><c>text</c>, <c>integer</c> or <c>bytes</c>.</param>
/// <param name="Text">The value: a text as it is, a number in decimal, bytes in base64.</param>
internal sealed record Specimen(string Key, string Kind, string Text)
{
    private const uint TextFlags = 16;
    private const uint IntegerFlags = 2;
    // pylibmc's numbers of any length, which are all that Python 3 has.
    private const uint LongFlags = 4;

    public byte[] Bytes => Kind == "bytes" ? Convert.FromBase64String(Text) : Encoding.UTF8.GetBytes(Text);

    public uint Flags => Kind switch
    {
        "text" => TextFlags,
        "integer" => IntegerFlags,
        _ => 0,
    };

    /// <summary>Specimens of all kinds, under keys of all scripts.</summary>
    public static Specimen[] Many(string name, int count) => [.. Enumerable.Range(0, count).Select(i => Number(name, i))];

    /// <summary>What was found, by its flags.</summary>
    public static Specimen Found(string key, byte[] value, uint flags) => flags switch
    {
        TextFlags => new(key, "text", Encoding.UTF8.GetString(value)),
        IntegerFlags or LongFlags => new(key, "integer", Encoding.UTF8.GetString(value)),
        0 => new(key, "bytes", Convert.ToBase64String(value)),
        _ => throw new ArgumentOutOfRangeException(nameof(flags), flags, "No client here writes that."),
    };

    private static Specimen Number(string name, int number)
    {
        string key = string.Create(CultureInfo.InvariantCulture, $":1:{name}{(number % 5 == 0 ? "-ключ" : "")}:{number}");
        return (number % 3) switch
        {
            0 => new(key, "text", $"värde {number} 値"),
            1 => new(key, "integer", ((number - 500) * 7_000_000L).ToString(CultureInfo.InvariantCulture)),
            _ => new(key, "bytes", Convert.ToBase64String([0, (byte)number, 13, 10, 0xff])),
        };
    }
}
