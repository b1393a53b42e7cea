using System.Globalization;
using CacheKit.Backends;

namespace CacheKit.Tests.Backends;

/// <summary>What a backend reads its options with.</summary>
public sealed class CacheOptionReaderTests
{
    private readonly List<string> _errors = [];

    private enum Shape
    {
        Round,
        Square,
    }

    private CacheOptionReader Read(params (string Key, string? Value)[] values) => new(
        "Caches:x:Options",
        values.ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.OrdinalIgnoreCase),
        new Dictionary<string, string> { ["ignore_exc"] = "IgnoreErrors" },
        _errors);

    [Fact]
    public void What_is_left_out_is_null_and_no_error()
    {
        var options = Read(("Null", null));

        Assert.Null(options.GetString("A"));
        Assert.Null(options.GetInt32("Null"));
        Assert.Null(options.GetInt64("A"));
        Assert.Null(options.GetBoolean("Null"));
        Assert.Null(options.GetSeconds("A"));
        Assert.Null(options.GetEnum<Shape>("Null"));
        Assert.Empty(options.GetSection("A").Names);
        Assert.Empty(_errors);
    }

    [Fact]
    public void A_null_is_given_and_what_is_left_out_is_not()
    {
        var options = Read(("Null", null));

        Assert.True(options.Contains("null"));
        Assert.False(options.Contains("A"));
    }

    [Fact]
    public void Values_are_read_as_their_types()
    {
        var options = Read(("int", "-5"), ("long", "5000000000"), ("bool", "TRUE"), ("time", "0.1"), ("shape", "square"), ("text", " t "));

        Assert.Equal(-5, options.GetInt32("Int"));
        Assert.Equal(5_000_000_000, options.GetInt64("Long"));
        Assert.True(options.GetBoolean("Bool"));
        Assert.Equal(TimeSpan.FromMilliseconds(100), options.GetSeconds("Time"));
        Assert.Equal(Shape.Square, options.GetEnum<Shape>("Shape"));
        Assert.Equal(" t ", options.GetString("Text"));
    }

    [Fact]
    public void An_error_reads_the_same_in_every_culture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "minus ";
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = culture;
            Read(("size", "many")).GetInt32("Size", minimum: -1, maximum: 5);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal("Caches:x:Options:size is 'many'; expected a whole number from -1 to 5.", Assert.Single(_errors));
    }

    [Fact]
    public void A_whole_number_is_held_to_its_bounds()
    {
        Assert.Null(Read(("port", "70000")).GetInt32("Port", 1, 65535));

        Assert.Equal(["Caches:x:Options:port is '70000'; expected a whole number from 1 to 65535."], _errors);
    }

    [Fact]
    public void A_number_beyond_its_type_is_an_error_not_an_overflow()
    {
        Assert.Null(Read(("n", "5000000000")).GetInt32("N"));
        Assert.Null(Read(("n", "99999999999999999999")).GetInt64("N"));

        Assert.Equal(2, _errors.Count);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("1s")]
    public void Seconds_are_zero_or_more(string text)
    {
        Assert.Null(Read(("wait", text)).GetSeconds("Wait"));

        Assert.Equal([$"Caches:x:Options:wait is '{text}'; expected a number of seconds, zero or more, for instance 1.5."], _errors);
    }

    [Fact]
    public void A_spelling_stands_for_another_name()
    {
        var options = Read(("IGNORE_EXC", "x"));

        Assert.Null(options.GetBoolean("IgnoreErrors"));
        Assert.Equal(["Caches:x:Options:IGNORE_EXC is 'x'; expected true or false."], _errors);
    }

    [Fact]
    public void Two_spellings_with_different_values_are_an_error()
    {
        Read(("ignore_exc", "true"), ("IgnoreErrors", "false"));

        Assert.Equal(
            ["Caches:x:Options:ignore_exc and Caches:x:Options:IgnoreErrors are two spellings of one setting with different values: keep one of them."],
            _errors);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void Sections_of_two_spellings_are_compared_whole(string other, bool alike)
    {
        Read(("no_delay:a", "true"), ("NoDelay:a", other));

        Assert.Equal(alike, _errors.Count == 0);
    }

    [Fact]
    public void Options_within_an_option_have_their_full_path()
    {
        var behaviors = Read(("behaviors:ketama", "yes"), ("behaviors:deep:er", "1")).GetSection("Behaviors");

        Assert.Null(behaviors.GetBoolean("Ketama"));
        Assert.Equal(1, behaviors.GetSection("Deep").GetInt32("Er"));
        Assert.Equal(["ketama", "deep"], behaviors.Names);
        Assert.Equal(["Caches:x:Options:behaviors:ketama is 'yes'; expected true or false."], _errors);
    }

    [Fact]
    public void A_text_in_place_of_a_section_is_an_error()
    {
        Assert.Empty(Read(("behaviors", "ketama")).GetSection("Behaviors").Names);

        Assert.Equal(["Caches:x:Options:behaviors is 'ketama'; expected a section."], _errors);
    }

    [Fact]
    public void A_backends_own_error_has_the_path_as_it_is_spelt()
    {
        Read(("connect_timeout", "9")).AddError("ConnectTimeout", "must be less than Timeout.");

        Assert.Equal(["Caches:x:Options:connect_timeout must be less than Timeout."], _errors);
    }
}
