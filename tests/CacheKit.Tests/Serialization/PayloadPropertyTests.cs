using System.Numerics;
using System.Text.Json;
using CacheKit.Serialization;
using CsCheck;
using static CacheKit.Tests.Serialization.Payloads;

namespace CacheKit.Tests.Serialization;

public sealed class PayloadPropertyTests
{
    private const int MaximumDecompressed = 256 * 1024;

    private static readonly PayloadSerializer _bounded = new(compressAbove: 32, maximumDecompressed: MaximumDecompressed);

    private static readonly Gen<string> _text = Gen.OneOf(
        Gen.String,
        Gen.Char[char.MinValue, char.MaxValue].Array[0, 40].Select(characters => new string(characters)),
        Gen.Char['\uD700', '\uE100'].Array[0, 40].Select(characters => new string(characters)),
        Gen.Select(Gen.Char, Gen.Int[0, 5000], (character, length) => new string(character, length)));

    private static readonly Gen<byte[]> _bytes = Gen.Byte.Array[0, 300];

    private static readonly Gen<Mixed> _record = Gen.Select(Gen.Int, Gen.Double, Gen.String.Null(), Gen.Decimal.Array[0, 5])
        .Select((count, share, name, prices) => new Mixed(count, share, name?.Replace("\uFFFD", "", StringComparison.Ordinal), prices, DateTime.UnixEpoch.AddTicks(Math.Abs((long)count))));

    /// <summary>Bytes that begin with each tag, known or not, as often as with anything.</summary>
    private static readonly Gen<byte[]> _anything = Gen.Select(
        Gen.OneOf(Gen.Byte, Gen.Byte[0x80, 0x88], Gen.Byte[0xC0, 0xC8], Gen.Byte[0x30, 0x39]),
        Gen.OneOf(_bytes, Gen.OneOf("0123456789-. {}[]\",:eEtruefalsn\\"u8.ToArray()).Array[0, 60]),
        (first, rest) => (byte[])[first, .. rest]);

    internal sealed record Mixed(int Count, double Share, string? Name, decimal[] Prices, DateTime Moment);

    private static Gen<byte[]> Valid => Gen.OneOf(
        _text.Select(text => Write(text, _bounded)),
        _bytes.Select(bytes => Write(bytes, _bounded)),
        _record.Select(record => Write(record, _bounded)),
        Gen.Long.Select(number => Write(number, _bounded)),
        Gen.Double.Select(number => Write(number, _bounded)),
        Gen.Int.Array[0, 500].Select(numbers => Write(numbers, _bounded)),
        Gen.Int.Select(_ => (byte[])[0x86, 8, .. "reversed"u8, .. "]1["u8]));

    [Fact]
    public void Every_string_comes_back() => _text.Sample(text => AssertRoundTrip(text), iter: 2000);

    [Fact]
    public void All_bytes_come_back() => _bytes.Sample(bytes =>
    {
        Assert.Equal(bytes, RoundTrip(bytes));
        Assert.Equal(bytes, RoundTrip(bytes, _bounded));
    });

    [Fact]
    public void Every_long_comes_back() => Gen.Long.Sample(number => AssertRoundTrip(number));

    [Fact]
    public void Every_ulong_comes_back() => Gen.ULong.Sample(number => AssertRoundTrip(number));

    [Fact]
    public void Every_integer_is_read_by_the_types_that_hold_it_and_by_no_other() => Gen.OneOf(Gen.Long, Gen.Short.Select(number => (long)number)).Sample(number =>
    {
        var payload = Write(number);

        AssertReadWhenHeld<sbyte>(number, payload);
        AssertReadWhenHeld<ushort>(number, payload);
        AssertReadWhenHeld<int>(number, payload);
        AssertReadWhenHeld<ulong>(number, payload);
        AssertReadWhenHeld<double>(number, payload);
        AssertReadWhenHeld<float>(number, payload);
        AssertReadWhenHeld<Half>(number, payload);
        AssertReadWhenHeld<decimal>(number, payload);
    });

    [Fact]
    public void Every_double_comes_back_to_the_bit() => Gen.OneOf(Gen.Double, Gen.Double.Special).Sample(number =>
        Assert.Equal(Bits(number), Bits(RoundTrip(number))));

    [Fact]
    public void Every_decimal_comes_back_with_its_scale() => Gen.Decimal.Sample(number =>
        Assert.Equal(decimal.GetBits(number).Select(part => part & 0x7FFFFFFF), decimal.GetBits(RoundTrip(number)).Select(part => part & 0x7FFFFFFF)));

    [Fact]
    public void Every_record_comes_back() => _record.Sample(record =>
        Assert.Equal(JsonSerializer.Serialize(record), JsonSerializer.Serialize(RoundTrip(record, _bounded))));

    [Fact]
    public void Arbitrary_bytes_are_read_or_refused_but_never_throw() => _anything.Sample(ReadAsEverything, iter: 5000);

    [Fact]
    public void Damaged_payloads_are_read_or_refused_but_never_throw() =>
        Gen.Select(Valid, Gen.Int[0, 3], Gen.Int[0, int.MaxValue], Gen.Byte)
            .Select((payload, kind, place, value) => Damage(payload, kind, place % (payload.Length + 1), value))
            .Sample(ReadAsEverything, iter: 5000);

    [Fact]
    public void No_payload_makes_the_reader_allocate_beyond_its_bound() => Gen.OneOf(_anything, Valid).Sample(
        payload =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            _bounded.TryRead<byte[]>(payload, out _, out _);
            _bounded.TryRead<string>(payload, out _, out _);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            // What each read may hold at most: the pool's buffer, doubled while it grows, and the value.
            Assert.True(allocated < 8 * MaximumDecompressed, $"{allocated} bytes for a payload of {payload.Length}");
        },
        iter: 2000);

    private static void ReadAsEverything(byte[] payload)
    {
        ReadAs<string>(payload);
        ReadAs<object>(payload);
        ReadAs<int>(payload);
        ReadAs<ulong?>(payload);
        ReadAs<DayOfWeek>(payload);
        ReadAs<DayOfWeek?>(payload);
        ReadAs<double>(payload);
        ReadAs<Half>(payload);
        ReadAs<decimal?>(payload);
        ReadAs<BigInteger>(payload);
        ReadAs<bool>(payload);
        ReadAs<char>(payload);
        ReadAs<byte[]>(payload);
        ReadAs<ReadOnlyMemory<byte>>(payload);
        ReadAs<DateTime>(payload);
        ReadAs<Guid>(payload);
        ReadAs<Mixed>(payload);
        ReadAs<List<Mixed>>(payload);
        ReadAs<Dictionary<string, int>>(payload);
        ReadAs<JsonElement>(payload);
        ReadAs<IComparable>(payload);
    }

    private static void ReadAs<T>(byte[] payload)
    {
        var isRead = _bounded.TryRead<T>(payload, out var value, out var reason);

        Assert.Equal(isRead, reason is null);
        if (!isRead)
            Assert.Equal(default, value);
    }

    private static byte[] Damage(byte[] payload, int kind, int place, byte value) => kind switch
    {
        0 => payload[..place],
        1 => [.. payload[..place], value, .. payload[place..]],
        2 => [.. payload[..place], .. payload[Math.Min(place + 1, payload.Length)..]],
        _ => [.. payload[..place], value, .. payload[Math.Min(place + 1, payload.Length)..]],
    };

    private static void AssertRoundTrip<T>(T value)
    {
        Assert.Equal(value, RoundTrip(value));
        Assert.Equal(value, RoundTrip(value, _bounded));
        Assert.Equal(Write(value), Write<object>(value!));
    }

    private static void AssertReadWhenHeld<T>(long number, byte[] payload)
        where T : struct, INumber<T>
    {
        var nearest = T.CreateSaturating(number);
        var isHeld = T.IsFinite(nearest) && BigInteger.CreateTruncating(nearest) == number;

        Assert.Equal(isHeld, Plain.TryRead<T>(payload, out var value, out _));
        Assert.Equal(isHeld ? nearest : default, value);
    }

    // Every NaN is stored as the one of that name.
    private static long Bits(double number) => BitConverter.DoubleToInt64Bits(double.IsNaN(number) ? double.NaN : number);
}
