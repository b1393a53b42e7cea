using System.Numerics;
using System.Reflection;
using CacheKit.Serialization;
using CacheKit.Tags;
using static CacheKit.Tests.Serialization.Payloads;

namespace CacheKit.Tests.Serialization;

/// <summary>
/// Payloads that earlier releases wrote. A file in Golden is never changed and never deleted: when one of these facts
/// fails, the code is wrong, not the file. What is new in the format gets a new file.
/// </summary>
public sealed class GoldenPayloadTests
{
    private const string LongText = "Rain in the hills, sun on the coast; rain in the hills, sun on the coast; rain in the hills, sun on the coast.";

    private static readonly PayloadSerializer _reversing = new(new ReversingSerializer());

    private static readonly PayloadSerializer _compressing = new(compressAbove: 0);

    private static readonly PayloadSerializer _compressingReversed = new(new ReversingSerializer(), compressAbove: 0);

    private static readonly UInt128 _firstMarker = new(0x0F0E_0D0C_0B0A_0908, 0x0706_0504_0302_0100);

    private static readonly UInt128 _secondMarker = new(0x1F1E_1D1C_1B1A_1918, 0x1716_1514_1312_1110);

    /// <summary>Every file, and the fact that holds it.</summary>
    private static readonly Dictionary<string, Action<byte[]>> _facts = new()
    {
        ["integer-zero"] = Writes(0),
        ["integer-negative"] = Writes(-42),
        ["integer-long-least"] = Writes(long.MinValue),
        ["integer-ulong-most"] = Writes(ulong.MaxValue),
        ["integer-enum"] = Writes(DayOfWeek.Wednesday),
        ["integer-padded"] = Reads(41),
        ["null"] = Writes<string?>(null),
        ["text-empty"] = Writes(""),
        ["text"] = Writes("Zürich, 東京, 😀"),
        ["text-of-digits"] = Writes("42"),
        ["text-unpaired-surrogate"] = Writes("a\uD83Db"),
        ["text-character"] = Writes('é'),
        ["bytes"] = Writes<byte[]>([0x00, 0x7F, 0x80, 0xFF]),
        ["bytes-empty"] = Writes<byte[]>([]),
        ["json-true"] = Writes(true),
        ["json-double"] = Writes(-0.1),
        ["json-negative-zero"] = Writes(-0.0),
        ["json-not-a-number"] = Writes(double.NaN),
        ["json-float-infinite"] = Writes(float.NegativeInfinity),
        ["json-decimal"] = Writes(1.10m),
        ["json-big-integer"] = Writes(BigInteger.Pow(10, 30)),
        ["json-moment"] = Writes(new DateTime(2026, 2, 28, 23, 59, 58, 123, DateTimeKind.Utc)),
        ["json-moment-with-offset"] = Writes(new DateTimeOffset(2026, 2, 28, 23, 59, 58, TimeSpan.FromMinutes(-210))),
        ["json-day"] = Writes(new DateOnly(2026, 2, 28)),
        ["json-time"] = Writes(new TimeOnly(23, 59, 58)),
        ["json-span"] = Writes(new TimeSpan(1, 2, 3, 4, 5)),
        ["json-guid"] = Writes(new Guid("3f2504e0-4f89-11d3-9a0c-0305e82c3301")),
        ["json-array"] = Writes<int[]>([1, 2, 3]),
        ["json-record"] = Writes(new Country("CH", "Schweiz", 8_815_385, 41_285.5, null)),
        ["named"] = Writes(new Version(1, 2, 3), _reversing),
        ["compressed-text"] = Reads(LongText),
        ["compressed-text-unpaired-surrogate"] = Reads(LongText + "\uD83D"),
        ["compressed-bytes"] = Reads(new byte[300]),
        ["compressed-json"] = Reads(new int[200]),
        ["compressed-named"] = Reads(new int[200], _compressingReversed),
        ["conditional-tags"] = WritesConditional("text", long.MaxValue, 0, new(0x003C, _firstMarker), new(0xFFEE, _secondMarker)),
        ["conditional-stale"] = WritesConditional(-42, 1_772_323_198_123, 60_000),
        ["conditional-both"] = WritesConditional<string?>(null, 1_772_323_198_123, 60_000, new TagMark(0x003C, _firstMarker)),
    };

    public static TheoryData<string> Names => [.. _facts.Keys];

    internal sealed record Country(string Code, string Name, int Population, double Area, string? Remark);

    [Theory]
    [MemberData(nameof(Names))]
    public void What_an_earlier_release_wrote_is_read_and_written_alike(string name) => _facts[name](Open(name));

    [Fact]
    public void Every_file_has_its_fact() =>
        Assert.Equal(_facts.Keys.Order(), Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith("Golden/", StringComparison.Ordinal))
            .Select(name => name["Golden/".Length..^".bin".Length])
            .Order());

    private static byte[] Open(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Golden/{name}.bin");
        Assert.NotNull(stream);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    // Compressed data may differ between versions of Brotli, a padded integer is written by memcached alone.
    private static Action<byte[]> Reads<T>(T value, PayloadSerializer? serializer = null) =>
        payload => Assert.Equal(value, Read<T>(payload, serializer));

    private static Action<byte[]> Writes<T>(T value, PayloadSerializer? serializer = null) => payload =>
    {
        Assert.Equal(value, Read<T>(payload, serializer));
        Assert.Equal(payload, Write(value, serializer));
    };

    private static Action<byte[]> WritesConditional<T>(T value, long freshUntil, long staleFor, params TagMark[] marks) => payload =>
    {
        Assert.True(ConditionalPayload.Is(payload));
        Assert.True(ConditionalPayload.TryRead(payload, out var read));
        Assert.Equal((freshUntil, staleFor), (read.FreshUntil, read.StaleFor));
        Assert.Equal(marks, read.Marks);
        Assert.Equal(value, Read<T>(read.Payload.ToArray()));
        using var written = PooledPayloadWriter.Rent();
        ConditionalPayload.Write(freshUntil, staleFor, marks, Write(value), written);
        Assert.Equal(payload, written.WrittenSpan.ToArray());
    };
}
