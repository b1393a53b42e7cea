using System.Numerics;
using System.Text;
using System.Text.Json;
using CacheKit.Serialization;
using static CacheKit.Tests.Serialization.Payloads;

namespace CacheKit.Tests.Serialization;

public sealed class JsonPayloadTests
{
    internal sealed record Place(string Name, int Population, double Area, string[] Languages, Place? Capital);

    private static readonly Place _switzerland = new("Schweiz", 8_800_000, 41_285.5, ["de", "fr", "it", "rm"], new("Bern", 134_000, 51.6, [], null));

    [Fact]
    public void A_record_comes_back()
    {
        var read = RoundTrip(_switzerland)!;

        Assert.Equal(_switzerland.Capital!.Name, read.Capital!.Name);
        Assert.Equal(_switzerland.Languages, read.Languages);
        Assert.Equal(_switzerland.Area, read.Area);
    }

    [Fact]
    public void A_record_is_stored_as_JSON_after_its_tag()
    {
        var payload = Write(new Place("Bern", 1, 2, [], null));

        Assert.Equal(0x85, payload[0]);
        Assert.Equal("""{"Name":"Bern","Population":1,"Area":2,"Languages":[],"Capital":null}""", Encoding.UTF8.GetString(payload.AsSpan(1)));
    }

    [Fact]
    public void A_bool_stays_a_bool()
    {
        Assert.Equal(Tagged(0x85, "true"), Write(true));
        Assert.True(RoundTrip(true));
        Assert.Equal(true, Read<object>(Write(true)));
        Refusal<int>(Write(true));
        Refusal<string>(Write(true));
    }

    [Fact]
    public void Fractions_come_back_to_the_last_bit()
    {
        Assert.Equal(0.1, RoundTrip(0.1));
        Assert.Equal(double.Epsilon, RoundTrip(double.Epsilon));
        Assert.Equal(BitConverter.DoubleToInt64Bits(-0.0), BitConverter.DoubleToInt64Bits(RoundTrip(-0.0)));
        Assert.Equal(0.1f, RoundTrip(0.1f));
        Assert.Equal((Half)0.1, RoundTrip((Half)0.1));
        Assert.Equal("1.10", RoundTrip(1.10m).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Int128.MinValue, RoundTrip(Int128.MinValue));
        Assert.Equal(UInt128.MaxValue, RoundTrip(UInt128.MaxValue));
        Assert.Equal(1.5, RoundTrip<double?>(1.5));
        Assert.Null(RoundTrip<double?>(null));
    }

    [Fact]
    public void Numbers_that_are_not_finite_come_back()
    {
        Assert.Equal(double.NaN, RoundTrip(double.NaN));
        Assert.Equal(double.NegativeInfinity, RoundTrip(double.NegativeInfinity));
        Assert.Equal(float.PositiveInfinity, RoundTrip(float.PositiveInfinity));
        Assert.Equal(Half.NaN, RoundTrip(Half.NaN));
        Assert.Equal(double.NaN, Read<object>(Write(double.NaN)));
        Assert.Equal(double.NaN, RoundTrip(_switzerland with { Area = double.NaN })!.Area);
    }

    [Fact]
    public void A_number_too_large_for_the_type_is_refused_rather_than_infinite()
    {
        Refusal<float>(Write(1e300));
        Refusal<Half>(Write(1e10));
        Refusal<float?>(Write(1e300));
    }

    [Fact]
    public void A_big_integer_comes_back_also_within_an_object()
    {
        var large = BigInteger.Pow(-7, 500);

        Assert.Equal(large, RoundTrip(large));
        Assert.Equal(large, RoundTrip(new[] { large })![0]);
        Assert.Equal(large, RoundTrip<BigInteger?>(large));
    }

    [Fact]
    public void Dates_and_their_like_come_back()
    {
        var moment = new DateTime(2026, 2, 28, 23, 59, 59, DateTimeKind.Utc).AddTicks(1);

        Assert.Equal(moment, RoundTrip(moment));
        Assert.Equal(DateTimeKind.Utc, RoundTrip(moment).Kind);
        Assert.Equal(
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(-3.5)),
            RoundTrip(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(-3.5))));
        Assert.Equal(TimeSpan.MinValue, RoundTrip(TimeSpan.MinValue));
        Assert.Equal(DateOnly.MaxValue, RoundTrip(DateOnly.MaxValue));
        Assert.Equal(TimeOnly.MaxValue, RoundTrip(TimeOnly.MaxValue));
        Assert.Equal(Guid.Empty, RoundTrip(Guid.Empty));
        Assert.Equal(moment, RoundTrip<DateTime?>(moment));
        Assert.Null(RoundTrip<Guid?>(null));
        Assert.Equal(new Uri("https://example.org/ä"), RoundTrip(new Uri("https://example.org/ä")));
    }

    [Fact]
    public void Tuples_come_back()
    {
        Assert.Equal((1, "two"), RoundTrip((1, "two")));
        Assert.Equal((1, "two"), RoundTrip<(int, string)?>((1, "two")));
        Assert.Equal([(1, 2.5)], RoundTrip(new List<(int, double)> { (1, 2.5) })!);
        Assert.Equal(Tuple.Create(1, "two"), RoundTrip(Tuple.Create(1, "two")));
        Assert.Equal(KeyValuePair.Create("one", 1), RoundTrip(KeyValuePair.Create("one", 1)));
    }

    [Fact]
    public void Collections_come_back()
    {
        Assert.Equal([1, 2, 3], RoundTrip<int[]>([1, 2, 3])!);
        Assert.Equal(["a", null], RoundTrip<List<string?>>(["a", null])!);
        Assert.Equal(5, RoundTrip(new Dictionary<string, int> { ["five"] = 5 })!["five"]);
        Assert.Equal([1, 2], RoundTrip<IReadOnlyList<int>>([1, 2])!);
        Assert.Equal([-1, 2], RoundTrip<sbyte[]>([-1, 2])!);
    }

    [Fact]
    public void As_object_JSON_is_what_it_holds()
    {
        Assert.Equal(1.5, Assert.IsType<double>(Read<object>(Write(1.5m))));
        Assert.Equal("00000000-0000-0000-0000-000000000000", Read<object>(Write(Guid.Empty)));
        Assert.Null(Read<object>(Tagged(0x85, "null")));
        Assert.Equal(JsonValueKind.Number, Assert.IsType<JsonElement>(Read<object>(Write(BigInteger.Pow(10, 400)))).ValueKind);
        Assert.Equal("Schweiz", Assert.IsType<JsonElement>(Read<object>(Write(_switzerland))).GetProperty("Name").GetString());
        Assert.Equal(2, Assert.IsType<JsonElement>(Read<object>(Tagged(0x85, "[1,2]"))).GetArrayLength());
    }

    [Fact]
    public void What_is_read_as_object_outlives_the_payload()
    {
        var payload = Write(_switzerland);

        var read = (JsonElement)Read<object>(payload)!;
        Array.Clear(payload);

        Assert.Equal("Schweiz", read.GetProperty("Name").GetString());
    }

    [Fact]
    public void Stored_as_object_a_value_is_written_by_its_own_type()
    {
        Assert.Equal(Write(_switzerland), Write<object>(_switzerland));
        Assert.Equal(Write("text"), Write<object>("text"));
        Assert.Equal(Write(true), Write<object>(true));
        Assert.Equal(Write(1.5), Write<object>(1.5));
        Assert.Equal(Write('c'), Write<object>('c'));
        Assert.Equal(Write<byte[]>([1]), Write<object>(new byte[] { 1 }));
        Assert.Equal(Write<byte[]>([1]), Write<object>(new ReadOnlyMemory<byte>([1])));
        Assert.Equal(Write<byte[]>([1]), Write<object>(new Memory<byte>([1])));
        Assert.Equal(Write<byte[]>([1]), Write<object>(new ArraySegment<byte>([1])));
        Assert.Equal(Write<string?>(null), Write<object?>(null));
        Assert.Equal(Tagged(0x85, "[-1]"), Write<object>(new sbyte[] { -1 }));
    }

    [Fact]
    public void A_cycle_is_an_error_of_the_writer()
    {
        var node = new Node();
        node.Next = node;

        Assert.Throws<JsonException>(() => Write(node));
        Assert.Equal("still working", RoundTrip("still working"));
        Assert.Null(RoundTrip(new Node())!.Next);
    }

    [Fact]
    public void What_cannot_be_serialized_is_an_error_of_the_writer() =>
        Assert.Throws<NotSupportedException>(() => Write(new { Type = typeof(string) }));

    [Fact]
    public void A_getter_that_throws_is_the_writers_own_error_and_leaves_the_next_call_alone()
    {
        Assert.Throws<TimeZoneNotFoundException>(() => Write(new Throwing()));
        Assert.Equal(Tagged(0x85, "[1]"), Write<int[]>([1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}x")]
    [InlineData("nonsense")]
    [InlineData("\"text\"")]
    [InlineData("[1]")]
    [InlineData("""{"Population":"many"}""")]
    [InlineData("""{"Population":99999999999}""")]
    public void JSON_that_does_not_fit_the_type_is_refused(string json) => Refusal<Place>(Tagged(0x85, json));

    [Fact]
    public void JSON_deeper_than_the_limit_is_refused()
    {
        var deep = Tagged(0x85, new string('[', 100_000));

        Refusal<object>(deep);
        Refusal<int[][]>(deep);
        Refusal<Place>(Tagged(0x85, string.Concat(Enumerable.Repeat("""{"Capital":""", 100_000))));
        Refusal<JsonElement>(deep);
    }

    [Fact]
    public void A_constructor_that_throws_makes_the_payload_unreadable() =>
        Assert.Contains("only even", Refusal<Even>(Tagged(0x85, """{"Value":3}""")), StringComparison.Ordinal);

    [Fact]
    public void A_null_in_JSON_is_refused_by_a_value_type() => Refusal<bool>(Tagged(0x85, "null"));

    [Fact]
    public void A_converter_may_itself_serialize()
    {
        var options = new JsonSerializerOptions { Converters = { new NestingConverter() } };
        var serializer = new PayloadSerializer(new JsonCacheSerializer(options));

        Assert.Equal(Tagged(0x85, "[\"1\"]"), Write(new Nesting[] { new() }, serializer));
    }

    private sealed class Node
    {
        public Node? Next { get; set; }
    }

    private sealed class Throwing(string? name = null)
    {
        public string Name => name ?? throw new TimeZoneNotFoundException();
    }

    private sealed record Even
    {
        public Even(int value)
        {
            if (value % 2 != 0)
                throw new InvalidTimeZoneException("only even");
            Value = value;
        }

        public int Value { get; }
    }

    private sealed class Nesting;

    private sealed class NestingConverter : System.Text.Json.Serialization.JsonConverter<Nesting>
    {
        public override Nesting Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new();

        public override void Write(Utf8JsonWriter writer, Nesting value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Payloads.Write(new[] { 1 }).Length == 4 ? "1" : "not one");
    }
}
