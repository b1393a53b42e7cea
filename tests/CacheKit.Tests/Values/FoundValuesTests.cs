using CacheKit.Values;

namespace CacheKit.Tests.Values;

/// <summary>What a call for many has found is a dictionary of that, and of nothing that was only asked for.</summary>
public sealed class FoundValuesTests
{
    private readonly FoundValues<string> _found = new(
        new Dictionary<string, int>(StringComparer.Ordinal) { ["absent"] = 0, ["one"] = 1, ["null"] = 2, ["two"] = 3 },
        [default, new("1"), new(null), new("2")]);

    [Theory, InlineData("absent"), InlineData("never asked for")]
    public void What_was_not_found_is_not_there(string key)
    {
        Assert.False(_found.ContainsKey(key));
        Assert.False(_found.TryGetValue(key, out string? value));
        Assert.Null(value);
        Assert.Throws<KeyNotFoundException>(() => _found[key]);
    }

    [Fact]
    public void A_null_is_no_key() => Assert.Throws<ArgumentNullException>(() => _found.ContainsKey(null!));

    [Fact]
    public void A_stored_null_is_there()
    {
        Assert.True(_found.TryGetValue("null", out string? value));
        Assert.Null(value);
        Assert.Null(_found["null"]);
    }

    [Fact]
    public void It_holds_what_was_found_in_the_order_of_the_keys()
    {
        Assert.Equal(3, _found.Count);
        Assert.Equal(["one", "null", "two"], _found.Keys);
        Assert.Equal(["1", null, "2"], _found.Values);
        Assert.Equal(["one=1", "null=", "two=2"], _found.Select(static pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal("2", _found["two"]);
    }
}
