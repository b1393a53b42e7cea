using CacheKit.Serialization;
using static CacheKit.Tests.Serialization.Payloads;

namespace CacheKit.Tests.Serialization;

public sealed class SerializerChoiceTests
{
    private readonly PayloadSerializer _reversing = new(new ReversingSerializer());

    private readonly PayloadSerializer _reversingVersions = new(
        serializers: new Dictionary<Type, ICacheSerializer> { [typeof(Version)] = new ReversingSerializer() });

    private enum Colour { Red }

    [Fact]
    public void Another_serializers_data_follows_its_name()
    {
        byte[] expected = [0x86, 8, .. "reversed"u8, .. "]2,1["u8];

        Assert.Equal(expected, Write<int[]>([1, 2], _reversing));
        Assert.Equal([1, 2], Read<int[]>(expected, _reversing)!);
    }

    [Fact]
    public void Text_integers_bytes_and_null_never_go_to_a_serializer()
    {
        Assert.Equal(Write("text"), Write("text", _reversing));
        Assert.Equal(Write(1), Write(1, _reversing));
        Assert.Equal(Write<byte[]>([1]), Write<byte[]>([1], _reversing));
        Assert.Equal(Write<string?>(null), Write<string?>(null, _reversing));
        Assert.Equal(Write('c'), Write('c', _reversing));
        Assert.Equal(Write(Colour.Red), Write(Colour.Red, _reversing));
    }

    [Fact]
    public void Every_other_value_goes_to_the_aliass_serializer()
    {
        Assert.Equal(0x86, Write(1.5, _reversing)[0]);
        Assert.Equal(1.5, RoundTrip(1.5, _reversing));
        Assert.True(RoundTrip(true, _reversing));
        Assert.Equal(1.5, RoundTrip<double?>(1.5, _reversing));
    }

    [Fact]
    public void A_type_may_have_a_serializer_of_its_own()
    {
        Assert.Equal([0x86, 8, .. "reversed"u8, .. "\"2.1\""u8], Write(new Version(1, 2), _reversingVersions));
        Assert.Equal(new Version(1, 2), RoundTrip(new Version(1, 2), _reversingVersions));
        Assert.Equal(0x85, Write(1.5, _reversingVersions)[0]);
    }

    [Fact]
    public void A_type_that_was_given_a_serializer_still_reads_what_was_stored_before() =>
        Assert.Equal(new Version(1, 2), Read<Version>(Write(new Version(1, 2)), _reversingVersions));

    [Fact]
    public void Data_of_a_serializer_that_is_no_longer_there_is_refused_and_named()
    {
        Assert.Contains("'reversed'", Refusal<Version>(Write(new Version(1, 2), _reversingVersions)), StringComparison.Ordinal);
        Assert.Contains("'json'", Refusal<Version>(Write(new Version(1, 2)), _reversing), StringComparison.Ordinal);
        Refusal<Version>(Write(new Version(1, 2), _reversing), new PayloadSerializer(new ReversingSerializer("reversed2")));
        Refusal<Version>(Write(new Version(1, 2), _reversing), new PayloadSerializer(new ReversingSerializer("reverse")));
    }

    [Fact]
    public void Anothers_data_is_not_read_as_text_integers_or_bytes()
    {
        var payload = Write(1.0, _reversing);

        Refusal<int>(payload, _reversing);
        Refusal<string>(payload, _reversing);
        Refusal<byte[]>(payload, _reversing);
    }

    [Theory]
    [InlineData(new byte[] { 0x86 })]
    [InlineData(new byte[] { 0x86, 0 })]
    [InlineData(new byte[] { 0x86, 255 })]
    [InlineData(new byte[] { 0x86, 8, 0x72 })]
    [InlineData(new byte[] { 0x86, 2, 0x0A, 0x0A, 0x31 })]
    [InlineData(new byte[] { 0x86, 33, 0x61 })]
    public void A_damaged_name_is_refused_and_not_shown(byte[] payload) =>
        Assert.Contains("without a valid name", Refusal<Version>(payload, _reversing), StringComparison.Ordinal);

    [Fact]
    public void What_a_serializer_throws_is_a_refusal() => Refusal<Version>([0x86, 8, .. "reversed"u8, .. "nonsense"u8], _reversing);

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("with space")]
    [InlineData("ünicode")]
    [InlineData("a-name-that-is-longer-than-allowed")]
    public void A_serializer_needs_a_proper_name(string name)
    {
        Assert.Throws<ArgumentException>(() => new PayloadSerializer(new ReversingSerializer(name)));
        Assert.Throws<ArgumentException>(() => new PayloadSerializer(serializers: new Dictionary<Type, ICacheSerializer> { [typeof(Version)] = new ReversingSerializer(name) }));
    }

    [Theory]
    [InlineData(typeof(string))]
    [InlineData(typeof(int))]
    [InlineData(typeof(long?))]
    [InlineData(typeof(byte[]))]
    [InlineData(typeof(char))]
    [InlineData(typeof(Colour))]
    [InlineData(typeof(Colour?))]
    public void A_type_with_a_form_of_its_own_cannot_have_a_serializer(Type type) =>
        Assert.Throws<ArgumentException>(() => new PayloadSerializer(serializers: new Dictionary<Type, ICacheSerializer> { [type] = new ReversingSerializer() }));
}
