using CacheKit.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Configuration;

/// <summary>What may be given to <c>AddCacheKit</c>, and what the sources of a configuration can do to each other.</summary>
public sealed class CacheSectionTests
{
    private static IConfiguration Configuration(params (string Key, string? Value)[] pairs) =>
        new ConfigurationBuilder().AddInMemoryCollection(pairs.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value))).Build();

    [Fact]
    public void The_section_itself_is_recognized() =>
        Assert.Equal("dummy", ConfiguredCaches.From(Configuration(("Caches:default:Backend", "dummy")).GetSection("CACHES")).Settings().Backend);

    [Fact]
    public void A_section_that_holds_it_is_recognized()
    {
        var error = ConfiguredCaches.From(Configuration(("App:Caches:default:Backend", "none")).GetSection("App")).Error();

        Assert.StartsWith("App:Caches:default:Backend is 'none'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_section_of_another_name_with_aliases_in_it_is_the_section() =>
        Assert.Equal("p", ConfiguredCaches.From(Configuration(("MyCaches:default:KeyPrefix", "p")).GetSection("MyCaches")).Settings().KeyPrefix);

    [Fact]
    public void A_section_that_is_not_there_is_no_section() =>
        Assert.Equal("locmem", ConfiguredCaches.From(Configuration().GetSection("Caches")).Settings().Backend);

    [Fact]
    public void Other_sections_of_the_configuration_are_nobodys_business() =>
        Assert.Equal("locmem", ConfiguredCaches.From(Configuration(("Logging:LogLevel:Default", "x"), ("default:Backend", "y"))).Settings().Backend);

    [Fact]
    public void An_alias_without_a_name_is_an_error() =>
        Assert.Contains("Caches: has an alias without a name.", ConfiguredCaches.From(Configuration(("Caches::Backend", "locmem"))).Errors());

    [Fact]
    public void Environment_variables_say_everything()
    {
        Environment.SetEnvironmentVariable("CACHEKIT_ENV_TEST_CACHES__DEFAULT__BACKEND", "redis");
        Environment.SetEnvironmentVariable("CACHEKIT_ENV_TEST_CACHES__DEFAULT__LOCATION__0", "redis://a");
        Environment.SetEnvironmentVariable("CACHEKIT_ENV_TEST_CACHES__DEFAULT__LOCATION__1", "redis://b");
        Environment.SetEnvironmentVariable("CACHEKIT_ENV_TEST_CACHES__DEFAULT__KEY_PREFIX", "");
        Environment.SetEnvironmentVariable("CACHEKIT_ENV_TEST_CACHES__DEFAULT__OPTIONS__MAX_ENTRIES", "9");
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables("CACHEKIT_ENV_TEST_").Build();

        var alias = ConfiguredCaches.From(configuration).WithServers().Alias();

        Assert.Equal(["redis://a", "redis://b"], alias.Settings.Locations);
        Assert.Equal(9, alias.Context.MaxEntries);
    }

    [Fact]
    public void An_environment_variable_over_a_file_wins()
    {
        Environment.SetEnvironmentVariable("CACHEKIT_OVER_TEST_Caches__default__Options__MaxEntries", "9");
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Caches:default:Options:MaxEntries", "1")])
            .AddEnvironmentVariables("CACHEKIT_OVER_TEST_")
            .Build();

        Assert.Equal(9, ConfiguredCaches.From(configuration).Alias().Context.MaxEntries);
    }

    [Fact]
    public void Code_alone_makes_an_alias()
    {
        var caches = ConfiguredCaches.FromJson("{}").With(static builder => builder.Configure("Sessions", static options =>
        {
            options.Backend = "locmem";
            options.Location = "sessions";
            options.Timeout = CacheTimeout.Never;
            options.MaxEntries = 7;
        }));

        var alias = caches.Alias("Sessions");

        Assert.Equal(("sessions", 7, true), (alias.Context.Location, alias.Context.MaxEntries, alias.Settings.Timeout.IsNever));
        Assert.Equal("locmem", caches.Settings("default").Backend);
    }

    [Fact]
    public void Code_changes_what_the_configuration_says_whatever_the_case_of_the_alias()
    {
        var settings = ConfiguredCaches.FromJson("""{ "Caches": { "Default": { "KeyPrefix": "site", "Version": 2 } } }""")
            .With(static builder => builder.Configure("DEFAULT", static options => options.KeyPrefix += "-blue"))
            .Settings();

        Assert.Equal(("site-blue", 2), (settings.KeyPrefix, settings.Version));
    }

    [Fact]
    public void Code_sets_a_backends_options_in_any_spelling()
    {
        var alias = ConfiguredCaches.FromJson("""{ "Caches": { "default": { "Backend": "memcached", "Options": { "no_delay": false } } } }""")
            .WithServers()
            .With(static builder => builder.Configure("default", static options =>
            {
                options.BackendOptions["no_delay"] = "true";
                options.BackendOptions["Behaviors:ketama"] = "true";
            }))
            .Alias();

        Assert.True(alias.Context.Options.GetBoolean("NoDelay"));
        Assert.True(alias.Context.Options.GetSection("behaviors").GetBoolean("KETAMA"));
    }

    [Theory]
    [InlineData("CullFrequency")]
    [InlineData("MaxBytes")]
    [InlineData("CompressAbove")]
    public void What_code_sets_wrongly_is_an_error_that_says_so(string option)
    {
        var error = ConfiguredCaches.FromJson("{}").With(builder => builder.Configure("default", options =>
        {
            options.CullFrequency = option == "CullFrequency" ? -2 : 3;
            options.MaxBytes = option == "MaxBytes" ? -2 : 3;
            options.CompressAbove = option == "CompressAbove" ? -2 : 3;
        })).Error();

        Assert.StartsWith($"Caches:default:Options:{option} (set in code) is -2; expected", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_timeout_of_the_alias_itself_is_the_default_timeout() =>
        Assert.Equal(CacheSettings.DefaultTimeout, ConfiguredCaches.FromJson("{}")
            .With(static builder => builder.Configure("default", static options => options.Timeout = CacheTimeout.AliasDefault))
            .Settings().Timeout.Duration);

    [Fact]
    public void A_null_prefix_is_none() =>
        Assert.Equal("", ConfiguredCaches.FromJson("{}")
            .With(static builder => builder.Configure("default", static options => options.KeyPrefix = null!))
            .Settings().KeyPrefix);

    [Fact]
    public void The_options_of_the_framework_configure_an_alias_too() =>
        Assert.Equal("x", ConfiguredCaches.FromJson("{}")
            .With(static builder => builder.Services.Configure<CacheOptions>("default", static options => options.KeyPrefix = "x"))
            .Settings().KeyPrefix);
}
