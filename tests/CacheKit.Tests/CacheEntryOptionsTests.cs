namespace CacheKit.Tests;

public sealed class CacheEntryOptionsTests
{
    [Fact]
    public void Options_left_out_have_the_aliass_timeout_and_nothing_else()
    {
        CacheEntryOptions options = default;

        Assert.True(options.Timeout.IsAliasDefault);
        Assert.Empty(options.Tags);
        Assert.Equal(TimeSpan.Zero, options.StaleFor);
        Assert.Null(options.FactorySoftTimeout);
    }

    [Fact]
    public void Options_are_equal_when_all_their_parts_are()
    {
        var options = new CacheEntryOptions { Timeout = CacheTimeout.Never, Tags = ["a", "b"], StaleFor = TimeSpan.FromSeconds(1), FactorySoftTimeout = TimeSpan.Zero };

        Assert.Equal(
            options,
            new CacheEntryOptions { FactorySoftTimeout = TimeSpan.Zero, StaleFor = TimeSpan.FromSeconds(1), Tags = ["a", "b"], Timeout = CacheTimeout.Never });
        Assert.Equal(options.GetHashCode(), (options with { Tags = ["a", "b", "a"] }).GetHashCode());
        Assert.NotEqual(options, options with { Tags = ["a"] });
        Assert.NotEqual(options, options with { StaleFor = TimeSpan.FromSeconds(2) });
        Assert.NotEqual(options, options with { FactorySoftTimeout = null });
        Assert.NotEqual(options, options with { Timeout = CacheTimeout.Zero });
    }

    [Fact]
    public void Options_with_nothing_set_to_something_are_those_left_out() =>
        Assert.Equal(default, new CacheEntryOptions { Tags = [], StaleFor = TimeSpan.Zero, FactorySoftTimeout = null });

    [Fact]
    public void Tags_are_the_options_own_and_each_stands_once()
    {
        var given = new List<string> { "b", "a", "b" };
        var options = new CacheEntryOptions { Tags = given };

        given.Clear();

        Assert.Equal(["b", "a"], options.Tags);
    }

    [Fact]
    public void The_refusal_of_a_tag_says_which_and_why()
    {
        var tooLong = Assert.Throws<ArgumentException>(() => new CacheEntryOptions { Tags = ["fine", "0123456789012345678901234567890123456789" + new string('x', 300)] });
        var empty = Assert.Throws<ArgumentException>(() => new CacheEntryOptions { Tags = [""] });

        Assert.Contains("'01234567890123456789012345678901' has 340 characters; 256 are allowed", tooLong.Message, StringComparison.Ordinal);
        Assert.Contains("null or empty", empty.Message, StringComparison.Ordinal);
    }
}
