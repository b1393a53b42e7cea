using CacheKit.Configuration;

namespace CacheKit.Tests.Configuration;

/// <summary>The options that every alias has.</summary>
public sealed class CacheOptionsTests
{
    private static ConfiguredAlias Read(string name, string? value) =>
        ConfiguredCaches.FromPairs(($"Caches:default:Options:{name}", value)).Alias();

    private static string Error(string name, string value) =>
        ConfiguredCaches.FromPairs(($"Caches:default:Options:{name}", value)).Error();

    [Fact]
    public void Without_options_the_defaults_apply()
    {
        var alias = ConfiguredCaches.FromJson("{}").Alias();

        Assert.Equal((300, 3, 104_857_600L), (alias.Context.MaxEntries, alias.Context.CullFrequency, alias.Context.MaxBytes));
        Assert.Equal((CacheKeyWarnings.Default, true, false, CacheClearScope.Everything, (int?)null),
            (alias.Settings.KeyWarnings, alias.Settings.LogKeys, alias.Settings.ThrowOnUnreadable, alias.Settings.ClearScope, alias.Settings.CompressAbove));
        Assert.Null(alias.Serializer);
    }

    [Theory]
    [InlineData("MaxEntries")]
    [InlineData("MAX_ENTRIES")]
    public void MaxEntries_may_be_any_whole_number(string name)
    {
        Assert.Equal(17, Read(name, "17").Context.MaxEntries);
        Assert.Equal(-1, Read(name, "-1").Context.MaxEntries);
    }

    [Theory]
    [InlineData("CullFrequency")]
    [InlineData("CULL_FREQUENCY")]
    public void CullFrequency_may_be_zero_and_not_less(string name)
    {
        Assert.Equal(0, Read(name, "0").Context.CullFrequency);
        Assert.StartsWith($"Caches:default:Options:{name} is '-1'; expected a whole number from 0", Error(name, "-1"), StringComparison.Ordinal);
    }

    [Fact]
    public void MaxBytes_is_at_least_one()
    {
        Assert.Equal(5_000_000_000, Read("MaxBytes", "5000000000").Context.MaxBytes);
        Assert.StartsWith("Caches:default:Options:MaxBytes is '0'", Error("MaxBytes", "0"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default", CacheKeyWarnings.Default)]
    [InlineData("always", CacheKeyWarnings.Always)]
    [InlineData("Off", CacheKeyWarnings.Off)]
    public void KeyWarnings_is_one_of_three(string text, CacheKeyWarnings expected) =>
        Assert.Equal(expected, Read("KeyWarnings", text).Settings.KeyWarnings);

    [Fact]
    public void A_name_that_is_none_is_an_error_that_names_the_nearest() =>
        Assert.Equal(
            "Caches:default:Options:KeyWarnings is 'alwys'; expected default, always, off. Did you mean 'always'?",
            Error("KeyWarnings", "alwys"));

    [Fact]
    public void The_number_of_a_name_is_not_the_name() =>
        Assert.Contains("expected everything, prefix", Error("ClearScope", "0"), StringComparison.Ordinal);

    [Fact]
    public void LogKeys_is_true_or_false()
    {
        Assert.False(Read("LogKeys", "False").Settings.LogKeys);
        Assert.Equal("Caches:default:Options:LogKeys is 'no'; expected true or false.", Error("LogKeys", "no"));
    }

    [Fact]
    public void A_JSON_false_is_false() =>
        Assert.False(ConfiguredCaches.FromJson("""{ "Caches": { "default": { "Options": { "LOG_KEYS": false } } } }""").Settings().LogKeys);

    [Fact]
    public void OnFailure_is_throw_or_miss()
    {
        Assert.Equal(CacheFailure.Miss, Read("OnFailure", "miss").Settings.OnFailure);
        Assert.Equal(CacheFailure.Throw, Read("OnFailure", "throw").Settings.OnFailure);
        Assert.Contains("expected throw, miss", Error("OnFailure", "ignore"), StringComparison.Ordinal);
    }

    [Fact]
    public void OnUnreadable_is_miss_or_throw()
    {
        Assert.True(Read("OnUnreadable", "throw").Settings.ThrowOnUnreadable);
        Assert.False(Read("OnUnreadable", "miss").Settings.ThrowOnUnreadable);
        Assert.Contains("expected miss, throw", Error("OnUnreadable", "ignore"), StringComparison.Ordinal);
    }

    [Fact]
    public void CompressAbove_is_a_number_of_bytes()
    {
        Assert.Equal(1024, Read("CompressAbove", "1024").Settings.CompressAbove);
        Assert.Contains("from 0", Error("CompressAbove", "-1"), StringComparison.Ordinal);
    }

    [Fact]
    public void ClearScope_prefix_needs_a_key_prefix()
    {
        Assert.StartsWith(
            "Caches:default:Options:ClearScope is 'prefix', which needs Caches:default:KeyPrefix", Error("ClearScope", "prefix"), StringComparison.Ordinal);
        Assert.Equal(CacheClearScope.Prefix, ConfiguredCaches.FromPairs(
            ("Caches:default:KeyPrefix", "site"), ("Caches:default:Options:CLEAR_SCOPE", "prefix")).Settings().ClearScope);
    }

    [Fact]
    public void ClearScope_prefix_needs_the_default_key_function() =>
        Assert.StartsWith(
            "Caches:default:Options:ClearScope is 'prefix', which cannot be had together with Caches:default:KeyFunction",
            ConfiguredCaches.FromPairs(
                ("Caches:default:KeyPrefix", "site"),
                ("Caches:default:KeyFunction", KeyFunctions.NameOf(nameof(KeyFunctions.Reversed))),
                ("Caches:default:Options:ClearScope", "prefix")).Error(),
            StringComparison.Ordinal);

    [Fact]
    public void A_null_is_an_option_left_out() => Assert.Equal(300, Read("MaxEntries", null).Context.MaxEntries);

    [Fact]
    public void A_text_in_place_of_the_options_is_an_error() =>
        Assert.Equal("Caches:default:Options is 'x'; expected a section.", ConfiguredCaches.FromPairs(("Caches:default:Options", "x")).Error());

    [Fact]
    public void A_value_in_a_message_is_one_line_and_not_endless()
    {
        var error = Error("MaxEntries", "1\r\n" + new string('x', 5000));

        Assert.DoesNotContain('\n', error);
        Assert.InRange(error.Length, 1, 300);
    }

    [Fact]
    public void An_option_that_nobody_knows_is_an_error() =>
        Assert.Equal(
            "Caches:default:Options:Sharded is unknown. Known here: MaxEntries, CullFrequency, MaxBytes, KeyWarnings, LogKeys, OnUnreadable, "
            + "OnFailure, ClearScope, CompressAbove, Serializer.",
            Error("Sharded", "true"));
}
