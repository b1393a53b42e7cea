using System.Numerics;
using static CacheKit.Tests.Serialization.Payloads;

namespace CacheKit.Tests.Serialization;

public sealed class IntegerPayloadTests
{
    private enum Small : byte { None = 0, Most = byte.MaxValue }

    private enum Signed : sbyte { Least = sbyte.MinValue }

    private enum Large : ulong { Most = ulong.MaxValue }

    private enum Ordinary { Least = int.MinValue, Two = 2 }

    public static TheoryData<object, string> Integers => new()
    {
        { sbyte.MinValue, "-128" },
        { byte.MaxValue, "255" },
        { short.MinValue, "-32768" },
        { ushort.MaxValue, "65535" },
        { int.MinValue, "-2147483648" },
        { uint.MaxValue, "4294967295" },
        { long.MinValue, "-9223372036854775808" },
        { long.MaxValue, "9223372036854775807" },
        { ulong.MaxValue, "18446744073709551615" },
        { 0, "0" },
        { (nint)(-5), "-5" },
        { (nuint)5, "5" },
        { Small.Most, "255" },
        { Signed.Least, "-128" },
        { Large.Most, "18446744073709551615" },
        { Ordinary.Two, "2" },
    };

    [Theory]
    [MemberData(nameof(Integers))]
    public void An_integer_is_stored_as_its_decimal_text(object value, string text) => Assert.Equal(Ascii(text), Write(value));

    [Fact]
    public void Every_integral_type_comes_back_at_its_limits()
    {
        AssertLimits<sbyte>();
        AssertLimits<byte>();
        AssertLimits<short>();
        AssertLimits<ushort>();
        AssertLimits<int>();
        AssertLimits<uint>();
        AssertLimits<long>();
        AssertLimits<ulong>();
        AssertLimits<nint>();
        AssertLimits<nuint>();
    }

    [Fact]
    public void Every_integral_type_refuses_what_is_one_beyond_its_limits()
    {
        AssertRefusedBeyond<sbyte>();
        AssertRefusedBeyond<byte>();
        AssertRefusedBeyond<short>();
        AssertRefusedBeyond<ushort>();
        AssertRefusedBeyond<int>();
        AssertRefusedBeyond<uint>();
        AssertRefusedBeyond<long>();
        AssertRefusedBeyond<ulong>();
        AssertRefusedBeyond<nint>();
        AssertRefusedBeyond<nuint>();
    }

    [Fact]
    public void An_enum_comes_back_over_every_underlying_type()
    {
        Assert.Equal(Small.Most, RoundTrip(Small.Most));
        Assert.Equal(Signed.Least, RoundTrip(Signed.Least));
        Assert.Equal(Large.Most, RoundTrip(Large.Most));
        Assert.Equal(Ordinary.Least, RoundTrip(Ordinary.Least));
    }

    [Fact]
    public void A_nullable_enum_comes_back_over_every_underlying_type()
    {
        Assert.Equal(Small.Most, RoundTrip<Small?>(Small.Most));
        Assert.Equal(Signed.Least, RoundTrip<Signed?>(Signed.Least));
        Assert.Equal(Large.Most, RoundTrip<Large?>(Large.Most));
        Assert.Equal(Ordinary.Least, RoundTrip<Ordinary?>(Ordinary.Least));
        Assert.Null(RoundTrip<Ordinary?>(null));
    }

    [Fact]
    public void An_enum_is_its_number()
    {
        Assert.Equal(2, Read<int>(Write(Ordinary.Two)));
        Assert.Equal(Ordinary.Two, Read<Ordinary>(Write(2L)));
        Assert.Equal(2L, Read<object>(Write(Ordinary.Two)));
    }

    [Fact]
    public void An_enum_refuses_a_number_that_its_type_cannot_hold()
    {
        Refusal<Small>(Ascii("256"));
        Refusal<Small?>(Ascii("-1"));
        Refusal<Signed?>(Ascii("128"));
        Refusal<Large>(Ascii("-1"));
    }

    [Fact]
    public void A_nullable_integer_comes_back()
    {
        Assert.Equal(7, RoundTrip<int?>(7));
        Assert.Null(RoundTrip<int?>(null));
        Assert.Equal(ulong.MaxValue, RoundTrip<ulong?>(ulong.MaxValue));
        Refusal<byte?>(Ascii("256"));
    }

    [Fact]
    public void An_integer_reads_as_every_type_that_holds_it_exactly()
    {
        var payload = Write(1000);

        Assert.Equal(1000, Read<short>(payload));
        Assert.Equal(1000UL, Read<ulong>(payload));
        Assert.Equal(1000d, Read<double>(payload));
        Assert.Equal(1000f, Read<float>(payload));
        Assert.Equal((Half)1000, Read<Half>(payload));
        Assert.Equal(1000m, Read<decimal>(payload));
        Assert.Equal(1000, Read<Int128>(payload));
        Assert.Equal((UInt128)1000, Read<UInt128>(payload));
        Assert.Equal(new BigInteger(1000), Read<BigInteger>(payload));
        Assert.Equal(1000d, Read<double?>(payload));
    }

    [Fact]
    public void An_integer_that_a_fraction_type_would_round_is_refused()
    {
        Assert.Contains("9007199254740993", Refusal<double>(Ascii("9007199254740993")), StringComparison.Ordinal);
        Refusal<double>(Write(long.MaxValue));
        Refusal<float>(Ascii("16777217"));
        Refusal<Half>(Ascii("2049"));
        Refusal<Half>(Ascii("70000"));
        Refusal<UInt128>(Ascii("-1"));
    }

    [Fact]
    public void Large_powers_of_two_are_exact_in_fraction_types()
    {
        Assert.Equal(9223372036854775808d, Read<double>(Ascii("9223372036854775808")));
        Assert.Equal(-9223372036854775808f, Read<float>(Write(long.MinValue)));
        Assert.Equal((decimal)ulong.MaxValue, Read<decimal>(Write(ulong.MaxValue)));
    }

    [Fact]
    public void As_object_an_integer_is_a_long_and_beyond_that_a_ulong()
    {
        Assert.Equal(41L, Assert.IsType<long>(Read<object>(Write((byte)41))));
        Assert.Equal(long.MaxValue, Assert.IsType<long>(Read<object>(Write(long.MaxValue))));
        Assert.Equal(ulong.MaxValue, Assert.IsType<ulong>(Read<object>(Write(ulong.MaxValue))));
        Assert.Equal(41L, Read<IComparable>(Write(41)));
    }

    [Theory]
    [InlineData("41 ", 41)]
    [InlineData("-7     ", -7)]
    [InlineData("0   ", 0)]
    public void Trailing_spaces_of_an_integer_are_ignored(string text, int value) => Assert.Equal(value, Read<int>(Ascii(text)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("-0")]
    [InlineData("007")]
    [InlineData("-07")]
    [InlineData(" 41")]
    [InlineData("4 1")]
    [InlineData("41\0")]
    [InlineData("41\n")]
    [InlineData("0x10")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData("hello")]
    [InlineData("18446744073709551616")]
    [InlineData("-9223372036854775809")]
    [InlineData("99999999999999999999999999999999999999999999")]
    public void What_is_not_an_integer_in_its_one_spelling_is_refused(string text)
    {
        Refusal<long>(Ascii(text));
        Refusal<object>(Ascii(text));
        Refusal<string>(Ascii(text));
        Refusal<double>(Ascii(text));
    }

    [Fact]
    public void A_whole_number_of_a_fraction_type_reads_as_an_integer()
    {
        Assert.Equal(3, Read<int>(Write(3.0)));
        Assert.Equal(3, Read<int?>(Write(3m)));
        Refusal<int>(Write(3.5));
        Refusal<byte>(Write(300.0));
        Refusal<int>(Write(double.NaN));
        Refusal<Ordinary>(Write(2.0));
    }

    [Fact]
    public void An_integer_is_never_compressed() => Assert.Equal(Ascii("1111111111111111111"), Write(1111111111111111111, Compressing));

    private static void AssertLimits<T>()
        where T : struct, IMinMaxValue<T>
    {
        Assert.Equal(T.MinValue, RoundTrip(T.MinValue));
        Assert.Equal(T.MaxValue, RoundTrip(T.MaxValue));
        Assert.Equal(T.MaxValue, RoundTrip<T?>(T.MaxValue));
    }

    private static void AssertRefusedBeyond<T>()
        where T : struct, IMinMaxValue<T>, INumber<T>
    {
        Refusal<T>(Ascii((BigInteger.CreateChecked(T.MaxValue) + 1).ToString(null, null)));
        Refusal<T>(Ascii((BigInteger.CreateChecked(T.MinValue) - 1).ToString(null, null)));
    }
}
