using System.Text.Json;
using System.Text.Json.Serialization;
using CacheKit.Serialization;
using static CacheKit.Tests.Serialization.Payloads;

namespace CacheKit.Tests.Serialization;

public sealed partial class JsonCacheSerializerTests
{
    internal sealed record City(string FullName, double Height);

    internal sealed record Unlisted(int Number);

    private static readonly PayloadSerializer _generated = new(new JsonCacheSerializer(CityJson.Default));

    [Fact]
    public void A_source_generated_context_serves_with_its_own_options()
    {
        Assert.Equal(Tagged(0x85, """{"fullName":"Bern","height":540}"""), Write(new City("Bern", 540), _generated));
        Assert.Equal(new City("Bern", 540), RoundTrip(new City("Bern", 540), _generated));
    }

    [Fact]
    public void Numbers_that_are_not_finite_work_with_a_context_too() =>
        Assert.Equal(double.NaN, RoundTrip(new City("Atlantis", double.NaN), _generated)!.Height);

    [Fact]
    public void Plain_types_need_no_metadata_of_the_application()
    {
        Assert.Equal(1.5, RoundTrip(1.5, _generated));
        Assert.Equal(1.5m, RoundTrip<decimal?>(1.5m, _generated));
        Assert.True(RoundTrip(true, _generated));
        Assert.Equal(Guid.Empty, RoundTrip<Guid?>(Guid.Empty, _generated));
        Assert.Equal(DateTime.MaxValue, RoundTrip(DateTime.MaxValue, _generated));
        Assert.Equal(System.Numerics.BigInteger.MinusOne, RoundTrip(System.Numerics.BigInteger.MinusOne, _generated));
        Assert.Equal(true, RoundTrip<object>(true, _generated));
        Assert.IsType<JsonElement>(RoundTrip<object>(new City("Bern", 540), _generated));
    }

    [Fact]
    public void A_type_without_metadata_is_an_error_that_says_what_to_do()
    {
        var exception = Assert.Throws<NotSupportedException>(() => Write(new Unlisted(1), _generated));

        Assert.Contains(nameof(Unlisted), exception.Message, StringComparison.Ordinal);
        Assert.Contains("[JsonSerializable]", exception.Message, StringComparison.Ordinal);
        Refusal<Unlisted>(Tagged(0x85, "{}"), _generated);
    }

    [Fact]
    public void The_applications_options_are_copied_and_kept()
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, IndentSize = 1, NewLine = "\n" };
        var serializer = new PayloadSerializer(new JsonCacheSerializer(options));

        Assert.Equal(Tagged(0x85, "{\n \"full_name\": \"Bern\",\n \"height\": 540\n}"), Write(new City("Bern", 540), serializer));
        Assert.False(options.IsReadOnly);
        Assert.Equal(JsonNumberHandling.Strict, options.NumberHandling);
    }

    [Fact]
    public void Serializers_with_different_options_take_turns_on_one_thread()
    {
        var indented = new PayloadSerializer(new JsonCacheSerializer(new JsonSerializerOptions { WriteIndented = true, IndentSize = 1, NewLine = "\n" }));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Tagged(0x85, "[\n 1\n]"), Write<int[]>([1], indented));
            Assert.Equal(Tagged(0x85, "[1]"), Write<int[]>([1]));
        }
    }

    [Fact]
    public void A_converter_of_the_application_wins()
    {
        var serializer = new PayloadSerializer(new JsonCacheSerializer(new JsonSerializerOptions { Converters = { new BigIntegerAsWord() } }));

        Assert.Equal(Tagged(0x85, "\"one\""), Write(System.Numerics.BigInteger.One, serializer));
    }

    [Fact]
    public void An_own_limit_of_depth_holds_for_writing_and_reading()
    {
        var shallow = new PayloadSerializer(new JsonCacheSerializer(new JsonSerializerOptions { MaxDepth = 3 }));

        Assert.Equal([[1]], RoundTrip<int[][]>([[1]], shallow)!);
        Assert.ThrowsAny<Exception>(() => Write<int[][][]>([[[1]]], shallow));
        Refusal<int[][][][]>(Tagged(0x85, "[[[[1]]]]"), shallow);
    }

    [Fact]
    public void Null_arguments_are_refused_at_once()
    {
        Assert.Throws<ArgumentNullException>(() => new JsonCacheSerializer((JsonSerializerOptions)null!));
        Assert.Throws<ArgumentNullException>(() => new JsonCacheSerializer((JsonSerializerContext)null!));
        Assert.Throws<ArgumentNullException>(() => new JsonCacheSerializer().Serialize(1.5, null!));
    }

    private sealed class BigIntegerAsWord : JsonConverter<System.Numerics.BigInteger>
    {
        public override System.Numerics.BigInteger Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => 1;

        public override void Write(Utf8JsonWriter writer, System.Numerics.BigInteger value, JsonSerializerOptions options) => writer.WriteStringValue("one");
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(City))]
    private sealed partial class CityJson : JsonSerializerContext;
}
