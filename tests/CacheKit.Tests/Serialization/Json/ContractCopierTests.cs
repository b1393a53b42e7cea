using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CacheKit.Serialization;
using CsCheck;

namespace CacheKit.Tests.Serialization.Json;

public sealed partial class ContractCopierTests
{
    private static readonly JsonCacheSerializer _json = new();

    internal class Person
    {
        public string? Name { get; set; }

        public int Age { get; set; }

        public double Height { get; set; }

        public decimal Balance { get; set; }

        public DateTime Born { get; set; }

        public DateTimeOffset? Seen { get; set; }

        public DayOfWeek Day { get; set; }

        public bool? Answer { get; set; }

        [JsonIgnore]
        public object? Secret { get; set; }

        public int Field;
    }

    internal sealed class Employee : Person
    {
        public string Office { get; set; } = "Bern";
    }

    internal sealed class WithList
    {
        public List<int> Numbers { get; set; } = [];
    }

    internal sealed class WithChar
    {
        public char Letter { get; set; }
    }

    internal sealed class WithComputed
    {
        public int Number { get; set; }

        public int Doubled => 2 * Number;
    }

    internal sealed class WithCondition
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int Number { get; set; } = 7;
    }

    internal sealed class WithConverter
    {
        [JsonConverter(typeof(Negating))]
        public int Number { get; set; }
    }

    internal sealed class WithRest
    {
        public int Number { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Rest { get; set; }
    }

    internal sealed class WithCallback : IJsonOnDeserialized
    {
        public int Number { get; set; }

        public void OnDeserialized() => Number++;
    }

    internal sealed record Positional(int Number);

    [JsonDerivedType(typeof(Derived), "derived")]
    internal class Polymorphic
    {
        public int Number { get; set; }
    }

    internal sealed class Derived : Polymorphic;

    [JsonConverter(typeof(JsonStringEnumConverter<Named>))]
    internal enum Named
    {
        One,
    }

    internal sealed class WithNamed
    {
        public Named Named { get; set; }
    }

    internal sealed class Picky
    {
        private int _number;

        public int Number
        {
            get => _number;
            set => _number = value >= 0 ? value : throw new ArgumentException("No.", nameof(value));
        }

        public static Picky Of(int number) => new() { _number = number };
    }

    internal sealed class Measured
    {
        [JsonNumberHandling(JsonNumberHandling.Strict)]
        public double Length { get; set; }

        public float Weight { get; set; }

        public decimal Price { get; set; }
    }

    internal sealed class TwoOfOneName
    {
        [JsonPropertyName("name")]
        public string? First { get; set; }

        [JsonPropertyName("name")]
        public string? Second { get; set; }
    }

    internal sealed class WithDay
    {
        public DayOfWeek? Day { get; set; }
    }

    internal sealed class WithOrder
    {
        private int _last;

        [JsonPropertyOrder(2)]
        public int Second { get => _last; set => _last = value; }

        [JsonPropertyOrder(1)]
        public int First { get => _last + 1; set => _last = value; }
    }

    internal class Base
    {
        public string? Hidden { get; set; } = "theirs";
    }

    internal sealed class Hiding : Base
    {
        public new int Hidden { get; set; }

        [JsonInclude]
        public required int Kept { get; init; }

        [JsonInclude]
        private int Inner { get; set; }

        public static Hiding Of(int number) => new() { Hidden = number, Kept = ~number, Inner = number + 1 };
    }

    /// <summary>Metadata of days with a converter of the framework's that refuses days without a name.</summary>
    private sealed class StrictDays : IJsonTypeInfoResolver
    {
        private readonly DefaultJsonTypeInfoResolver _others = new();

        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) => type == typeof(DayOfWeek)
            ? JsonMetadataServices.CreateValueInfo<DayOfWeek>(
                options, new JsonStringEnumConverter<DayOfWeek>(null, allowIntegerValues: false).CreateConverter(type, options)!)
            : _others.GetTypeInfo(type, options);
    }

    /// <summary>Metadata of answers with a converter of the application's own.</summary>
    private sealed class ContraryAnswers : IJsonTypeInfoResolver
    {
        private readonly DefaultJsonTypeInfoResolver _others = new();

        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) => type == typeof(bool)
            ? JsonMetadataServices.CreateValueInfo<bool>(options, new Contrary())
            : _others.GetTypeInfo(type, options);
    }

    private sealed class Contrary : JsonConverter<bool>
    {
        public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => !reader.GetBoolean();

        public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
    }

    internal sealed class WithAnswer
    {
        public bool? Answer { get; set; }
    }

    private sealed class Negating : JsonConverter<int>
    {
        public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => -reader.GetInt32();

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }

    [JsonSerializable(typeof(Person))]
    [JsonSerializable(typeof(WithCondition))]
    internal sealed partial class GeneratedJson : JsonSerializerContext;

    [JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization)]
    [JsonSerializable(typeof(Person))]
    internal sealed partial class WritingOnlyJson : JsonSerializerContext;

    [Fact]
    public void A_copy_is_what_writing_and_reading_the_JSON_gives() =>
        Gen.Select(Gen.String.Null(), Gen.Int, Gen.Double, Gen.Decimal, Gen.DateTimeOffset, Gen.Bool.Nullable())
            .Select((name, age, height, balance, seen, answer) => new Person
            {
                Name = name,
                Age = age,
                Height = height,
                Balance = balance,
                Born = seen.UtcDateTime,
                Seen = age % 2 == 0 ? null : seen,
                Day = (DayOfWeek)(age % 9),
                Answer = answer,
                Secret = new object(),
                Field = ~age,
            })
            .Sample(person => Assert.Equivalent(ByJson(person, _json), Copy(person, _json), strict: true), iter: 500);

    [Fact]
    public void Source_generated_metadata_serves_too()
    {
        var json = new JsonCacheSerializer(GeneratedJson.Default);
        var person = new Person { Name = "Ada", Born = DateTime.UnixEpoch, Secret = "not copied" };

        Assert.Equivalent(ByJson(person, json), Copy(person, json), strict: true);
        Assert.Null(Copy(person, json).Secret);
    }

    [Fact]
    public void Of_an_object_of_a_derived_class_only_what_the_type_has_is_copied() =>
        Assert.Equal(typeof(Person), Copy<Person>(new Employee { Name = "Ada" }, _json).GetType());

    [Fact]
    public void What_only_JSON_can_tell_is_left_to_it()
    {
        AssertLeft<WithList>(_json);
        AssertLeft<WithChar>(_json);
        AssertLeft<WithComputed>(_json);
        AssertLeft<WithCondition>(_json);
        AssertLeft<WithCondition>(new(GeneratedJson.Default));
        AssertLeft<WithConverter>(_json);
        AssertLeft<WithRest>(_json);
        AssertLeft<WithCallback>(_json);
        AssertLeft<WithNamed>(_json);
        AssertLeft<Positional>(_json);
        AssertLeft<Polymorphic>(_json);
        AssertLeft<KeyValuePair<int, int>>(_json);
        AssertLeft<object>(_json);
        AssertLeft<List<int>>(_json);
        AssertLeft<Dictionary<string, int>>(_json);
    }

    [Fact]
    public void Options_that_decide_what_is_written_leave_it_to_JSON()
    {
        AssertLeft<Person>(new(new JsonSerializerOptions { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull }));
        AssertLeft<Person>(new(new JsonSerializerOptions { PropertyNameCaseInsensitive = true }));
        AssertLeft<Person>(new(new JsonSerializerOptions { ReferenceHandler = ReferenceHandler.Preserve }));
        AssertLeft<Person>(new(new JsonSerializerOptions { RespectNullableAnnotations = true }));
        AssertLeft<Person>(new(new JsonSerializerOptions { Converters = { new Negating() } }));
        AssertLeft<Person>(new(new JsonSerializerOptions { MaxDepth = 1 }));
#pragma warning disable SYSLIB0020 // Obsolete, and yet an application may have set it.
        AssertLeft<Person>(new(new JsonSerializerOptions { IgnoreNullValues = true }));
#pragma warning restore SYSLIB0020
    }

    [Fact]
    public void Metadata_that_decides_what_is_written_leaves_it_to_JSON()
    {
        AssertLeft<Person>(new(WritingOnlyJson.Default));
        AssertLeft<WithDay>(new(new StrictDays()));
        AssertLeft<WithAnswer>(new(new ContraryAnswers()));
    }

    [Fact]
    public void A_type_that_JSON_refuses_is_left_to_it_to_refuse() => AssertLeft<TwoOfOneName>(_json);

    [Fact]
    public void Hidden_required_and_private_properties_and_their_order_are_as_in_JSON()
    {
        var hiding = Hiding.Of(7);
        ((Base)hiding).Hidden = "not in the JSON";

        Assert.Equal(JsonOf(ByJson(hiding, _json)), JsonOf(Copy(hiding, _json)));
        Assert.Equal(((Base)ByJson(hiding, _json)).Hidden, ((Base)Copy(hiding, _json)).Hidden);
        Assert.Equal(ByJson(new WithOrder { First = 5 }, _json).Second, Copy(new WithOrder { First = 5 }, _json).Second);
    }

    [Fact]
    public void A_value_that_JSON_would_change_is_left_to_it()
    {
        Assert.False(_json.CopierOf<Person>()!.TryTake(new Person { Name = "\ud800" }, out _, out _));
        Assert.False(_json.CopierOf<Person>()!.TryTake(new Person { Born = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local) }, out _, out _));
        Assert.False(_json.CopierOf<Measured>()!.TryTake(new Measured { Length = double.NaN }, out _, out _));
        Assert.False(_json.CopierOf<Measured>()!.TryTake(new Measured { Weight = float.PositiveInfinity }, out _, out _));
        Assert.False(_json.CopierOf<Measured>()!.TryTake(new Measured { Price = -0.0m }, out _, out _));
        Assert.True(_json.CopierOf<Person>()!.TryTake(new Person { Name = "\ud83d\ude00" }, out _, out _));
        Assert.True(_json.CopierOf<Measured>()!.TryTake(new Measured { Length = -0.0, Weight = -0f, Price = -1.10m }, out _, out _));
    }

    [Fact]
    public void An_object_that_its_own_setters_refuse_is_left_to_JSON() =>
        Assert.False(_json.CopierOf<Picky>()!.TryTake(Picky.Of(-1), out _, out _));

    [Fact]
    public void Its_size_grows_with_its_texts()
    {
        _json.CopierOf<Person>()!.TryTake(new Person { Name = "" }, out _, out long small);
        _json.CopierOf<Person>()!.TryTake(new Person { Name = new string('a', 1000) }, out _, out long large);

        Assert.InRange(large - small, 2000, 2008);
    }

    private static string JsonOf<T>(T value) => Encoding.UTF8.GetString(Payloads.Write(value, new PayloadSerializer(_json)));

    private static T ByJson<T>(T value, JsonCacheSerializer json)
    {
        var serializer = new PayloadSerializer(json);
        return Payloads.RoundTrip(value, serializer)!;
    }

    private static T Copy<T>(T value, JsonCacheSerializer json)
    {
        var copier = json.CopierOf<T>();
        Assert.NotNull(copier);
        Assert.True(copier.TryTake(value, out object?[] state, out _));
        return copier.Make(state);
    }

    private static void AssertLeft<T>(JsonCacheSerializer json) => Assert.Null(json.CopierOf<T>());
}
