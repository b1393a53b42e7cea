using CacheKit.Backends;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Configuration;

/// <summary>Settings files merge: what belongs to another backend than the one in use is ignored, and said once.</summary>
public sealed class OtherBackendsSettingsTests
{
    private const string Redis = """
        { "Caches": {
            "default": {
              "Backend": "redis", "Location": ["redis://:secret@leader", "redis://:secret@replica"], "Timeout": 60, "KeyPrefix": "site",
              "Options": { "Db": "2", "Password": "secret", "PoolClass": "a.B", "MaxEntries": 5, "CULL_FREQUENCY": 2, "LogKeys": false } } } }
        """;

    [Fact]
    public void Dummy_alone_in_a_file_for_development_works_over_redis()
    {
        var caches = ConfiguredCaches.FromJson(Redis, """{ "Caches": { "default": { "Backend": "dummy" } } }""");

        using (var services = caches.Build())
            Assert.Equal("default", services.GetRequiredService<ICache>().Alias);

        Assert.Equal(
            [
                "Cache 'default' uses dummy.",
                "Cache 'default': dummy ignores Caches:default:Location, Caches:default:Options:Db, Caches:default:Options:Password, "
                + "Caches:default:Options:PoolClass.",
            ],
            caches.Logs.GetSnapshot().Select(static record => record.Message));
    }

    [Fact]
    public void Locmem_ignores_the_options_of_redis_and_keeps_the_common_ones()
    {
        var alias = ConfiguredCaches.FromJson(Redis, """{ "Caches": { "default": { "Backend": "locmem" } } }""").Alias();

        Assert.Equal(["Caches:default:Options:Db", "Caches:default:Options:Password", "Caches:default:Options:PoolClass"], alias.Ignored);
        Assert.Equal((5, 2), (alias.Context.MaxEntries, alias.Context.CullFrequency));
        Assert.Equal(("site", TimeSpan.FromSeconds(60), false), (alias.Settings.KeyPrefix, alias.Settings.Timeout.Duration, alias.Settings.LogKeys));
    }

    [Theory]
    [InlineData("no_delay")]
    [InlineData("IGNORE_EXC")]
    [InlineData("behaviors:ketama")]
    [InlineData("ConnectionStringName")]
    [InlineData("MaxBytes")]
    public void An_option_of_any_known_backend_is_ignored_under_each_of_its_spellings(string option) =>
        Assert.Equal(
            [$"Caches:default:Options:{option.Split(':')[0]}"],
            ConfiguredCaches.FromPairs(("Caches:default:Backend", "redis"), ($"Caches:default:Options:{option}", "1")).WithServers().Alias().Ignored);

    [Fact]
    public void An_option_of_a_registered_backend_of_your_own_is_ignored_by_the_others() =>
        Assert.Equal(["Caches:default:Options:colour"], ConfiguredCaches.FromPairs(("Caches:default:Backend", "locmem"), ("Caches:default:Options:colour", "blue"))
            .With(static caches => caches.AddBackend(new CacheBackendDescriptor("paint", static _ => new IdleBackend()) { OptionNames = ["Colour"] }))
            .Alias().Ignored);

    [Fact]
    public void The_common_options_are_accepted_everywhere_in_silence()
    {
        var alias = ConfiguredCaches.FromPairs(
            ("Caches:default:Backend", "memcached"), ("Caches:default:Options:MAX_ENTRIES", "1"), ("Caches:default:Options:CullFrequency", "1")).WithServers().Alias();

        Assert.Empty(alias.Ignored);
    }

    [Theory]
    [InlineData("locmem")]
    [InlineData("redis")]
    public void An_option_that_no_backend_knows_is_an_error(string backend) =>
        Assert.StartsWith(
            "Caches:default:Options:Colour is unknown.",
            ConfiguredCaches.FromPairs(("Caches:default:Backend", backend), ("Caches:default:Options:Colour", "blue")).WithServers().Error(),
            StringComparison.Ordinal);

    [Fact]
    public void The_nearest_option_of_the_backend_itself_is_suggested() =>
        Assert.Equal(
            "Caches:default:Options:MaxPoolSise is unknown. Did you mean 'MaxPoolSize'?",
            ConfiguredCaches.FromPairs(("Caches:default:Backend", "memcached"), ("Caches:default:Options:MaxPoolSise", "4")).WithServers().Error());

    [Fact]
    public void Dummy_ignores_also_what_no_backend_knows() =>
        Assert.Equal(
            ["Caches:default:Options:Colour"],
            ConfiguredCaches.FromPairs(("Caches:default:Backend", "dummy"), ("Caches:default:Options:Colour", "blue")).Alias().Ignored);

    [Fact]
    public void Dummy_does_not_ignore_a_number_that_is_none() =>
        Assert.StartsWith(
            "Caches:default:Timeout is 'x'", ConfiguredCaches.FromPairs(("Caches:default:Backend", "dummy"), ("Caches:default:Timeout", "x")).Error(),
            StringComparison.Ordinal);

    [Fact]
    public void The_option_of_another_without_a_backend_is_an_error() =>
        Assert.Equal(
            "Caches:default:Backend is left out, and so the cache would be locmem, but Caches:default:Options:db is there: say which backend it is for.",
            ConfiguredCaches.FromPairs(("Caches:default:Options:db", "1")).Error());

    [Fact]
    public void Secrets_are_in_no_log()
    {
        var caches = ConfiguredCaches.FromJson(Redis).WithServers();
        using (var services = caches.Build())
            services.GetRequiredService<ICache>();

        var message = Assert.Single(caches.Logs.GetSnapshot()).Message;
        Assert.Equal("Cache 'default' uses redis at redis://***@leader; redis://***@replica.", message);
    }
}
