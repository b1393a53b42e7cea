using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Configuration;

/// <summary>The setting <c>Timeout</c>: seconds, never, not at all, and how each source can say them.</summary>
public sealed class TimeoutTests
{
    [Fact]
    public void A_null_in_JSON_is_never() =>
        Assert.True(ConfiguredCaches.FromJson("""{ "Caches": { "default": { "Timeout": null } } }""").Settings().Timeout.IsNever);

    [Fact]
    public void A_null_in_memory_is_never() =>
        Assert.True(ConfiguredCaches.FromPairs(("Caches:default:Timeout", null)).Settings().Timeout.IsNever);

    [Fact]
    public void A_null_over_a_number_is_never() =>
        Assert.True(ConfiguredCaches.FromJson(
            """{ "Caches": { "default": { "TIMEOUT": 60 } } }""",
            """{ "Caches": { "default": { "Timeout": null } } }""").Settings().Timeout.IsNever);

    [Fact]
    public void A_number_over_a_null_is_the_number() =>
        Assert.Equal(TimeSpan.FromSeconds(60), ConfiguredCaches.FromJson(
            """{ "Caches": { "default": { "Timeout": null } } }""",
            """{ "Caches": { "default": { "TIMEOUT": 60 } } }""").Settings().Timeout.Duration);

    [Fact]
    public void A_null_survives_the_copying_of_a_configuration()
    {
        var source = new ConfigurationBuilder().AddInMemoryCollection([new("Caches:default:Timeout", null), new("Caches:other:Location:0", "a")]).Build();
        var copy = new ConfigurationBuilder().AddInMemoryCollection(source.AsEnumerable()).Build();

        Assert.True(ConfiguredCaches.From(copy).With(static caches => caches.Configure("other", static other => other.Backend = "locmem")).Settings().Timeout.IsNever);
    }

    [Theory]
    [InlineData("never")]
    [InlineData("Never")]
    [InlineData(" NEVER ")]
    public void The_word_never_is_never(string text) =>
        Assert.True(ConfiguredCaches.FromPairs(("Caches:default:Timeout", text)).Settings().Timeout.IsNever);

    [Theory]
    [InlineData("0")]
    [InlineData("0.0")]
    [InlineData("-1")]
    public void Zero_and_less_are_not_cached(string text) =>
        Assert.True(ConfiguredCaches.FromPairs(("Caches:default:Timeout", text)).Settings().Timeout.IsZero);

    [Theory]
    [InlineData("0.25", 2_500_000)]
    [InlineData("1e3", 10_000_000_000)]
    [InlineData("0.00000001", 1)]
    [InlineData(" 60 ", 600_000_000)]
    public void Fractions_are_kept_and_never_rounded_down_to_zero(string text, long ticks) =>
        Assert.Equal(ticks, ConfiguredCaches.FromPairs(("Caches:default:Timeout", text)).Settings().Timeout.Duration?.Ticks);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_empty_text_is_an_error_that_names_never(string text) =>
        Assert.Equal(
            "Caches:default:Timeout is empty; write never for entries that do not expire, or a number of seconds.",
            ConfiguredCaches.FromPairs(("Caches:default:Timeout", text)).Error());

    [Fact]
    public void An_empty_environment_variable_is_an_error_that_names_never()
    {
        Environment.SetEnvironmentVariable("CACHEKIT_TIMEOUT_TEST_Caches__default__Timeout", " ");
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables("CACHEKIT_TIMEOUT_TEST_").Build();

        Assert.Contains("write never", ConfiguredCaches.From(configuration).Error(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_environment_variable_says_never()
    {
        Environment.SetEnvironmentVariable("CACHEKIT_NEVER_TEST_Caches__default__TIMEOUT", "never");
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables("CACHEKIT_NEVER_TEST_").Build();

        Assert.True(ConfiguredCaches.From(configuration).Settings().Timeout.IsNever);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("None")]
    [InlineData("00:05:00")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e300")]
    [InlineData("99999999999999")]
    [InlineData("1,5")]
    public void What_is_no_number_is_an_error(string text) =>
        Assert.Equal(
            $"Caches:default:Timeout is '{text}'; expected a number of seconds (300, 0.5; 0 is not cached) or never.",
            ConfiguredCaches.FromPairs(("Caches:default:Timeout", text)).Error());

    [Fact]
    public void A_list_is_an_error() =>
        Assert.Contains(
            "Caches:default:Timeout must be one value", ConfiguredCaches.FromJson("""{ "Caches": { "default": { "Timeout": [1] } } }""").Error(),
            StringComparison.Ordinal);
}
