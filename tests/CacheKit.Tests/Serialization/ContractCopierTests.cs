using System.Text.Json;
using System.Text.Json.Serialization;
using CacheKit.Serialization;
using CsCheck;

namespace CacheKit.Tests.Serialization;

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

    private sealed class Negating : JsonConverter<int>
    {
        public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => -reader.GetInt32();

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }

    [JsonSerializable(typeof(Person))]
    [JsonSerializable(typeof(WithCondition))]
    internal sealed partial class GeneratedJson : JsonSerializerContext;

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
    }

    [Fact]
    public void A_value_that_JSON_would_change_is_left_to_it()
    {
        Assert.False(_json.CopierOf<Person>()!.TryTake(new Person { Name = "\ud800" }, out _, out _));
        Assert.False(_json.CopierOf<Person>()!.TryTake(new Person { Born = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local) }, out _, out _));
        Assert.True(_json.CopierOf<Person>()!.TryTake(new Person { Name = "\ud83d\ude00" }, out _, out _));
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
