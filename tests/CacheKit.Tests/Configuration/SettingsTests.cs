namespace CacheKit.Tests.Configuration;

/// <summary>Every setting of an alias, in both spellings.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void Without_a_section_there_is_default_on_locmem_with_the_defaults_of_Django()
    {
        var settings = ConfiguredCaches.FromJson("{}").Settings();

        Assert.Equal("locmem", settings.Backend);
        Assert.Empty(settings.Locations);
        Assert.Equal(TimeSpan.FromSeconds(300), settings.Timeout.Duration);
        Assert.Equal("", settings.KeyPrefix);
        Assert.Equal(1, settings.Version);
        Assert.Null(settings.KeyFunction);
    }

    [Fact]
    public void A_section_without_default_is_an_error()
    {
        var error = ConfiguredCaches.FromJson("""{ "Caches": { "defualt": { "Backend": "locmem" } } }""").Error();

        Assert.Equal(
            "Caches has no alias 'default', which every application needs: add Caches:default:Backend, for instance locmem. Is 'defualt' meant to be it?",
            error);
    }

    [Theory]
    [InlineData("""{ "Caches": {} }""")]
    [InlineData("""{ "Caches": null }""")]
    public void An_empty_section_is_a_section_without_default(string json) =>
        Assert.StartsWith("Caches has no alias 'default'", ConfiguredCaches.FromJson(json).Error(), StringComparison.Ordinal);

    [Fact]
    public void A_text_in_place_of_the_section_is_an_error() =>
        Assert.Contains(
            ConfiguredCaches.FromPairs(("Caches", "redis")).Errors(),
            static error => error.StartsWith("Caches is 'redis'; expected a section", StringComparison.Ordinal));

    [Fact]
    public void A_text_in_place_of_an_alias_is_an_error() =>
        Assert.Equal(
            "Caches:default is 'redis'; expected a section with the settings of the alias, for instance Caches:default:Backend.",
            ConfiguredCaches.FromJson("""{ "Caches": { "default": "redis" } }""").Error());

    [Fact]
    public void An_alias_of_nothing_is_locmem() =>
        Assert.Equal("locmem", ConfiguredCaches.FromJson("""{ "Caches": { "default": {} } }""").Settings().Backend);

    [Theory]
    [InlineData("KeyPrefix", "Version", "Timeout", "Backend")]
    [InlineData("KEY_PREFIX", "VERSION", "TIMEOUT", "BACKEND")]
    public void Both_spellings_of_a_setting_are_read(string keyPrefix, string version, string timeout, string backend)
    {
        var settings = ConfiguredCaches.FromPairs(
            ($"Caches:default:{keyPrefix}", "site"),
            ($"Caches:default:{version}", "7"),
            ($"Caches:default:{timeout}", "1.5"),
            ($"Caches:default:{backend}", "dummy")).Settings();

        Assert.Equal("site", settings.KeyPrefix);
        Assert.Equal(7, settings.Version);
        Assert.Equal(TimeSpan.FromSeconds(1.5), settings.Timeout.Duration);
        Assert.Equal("dummy", settings.Backend);
    }

    [Fact]
    public void Two_spellings_with_different_values_are_an_error_that_names_both()
    {
        var error = ConfiguredCaches.FromJson("""{ "Caches": { "default": { "KeyPrefix": "a", "KEY_PREFIX": "b" } } }""").Error();

        Assert.Contains("Caches:default:KeyPrefix", error, StringComparison.Ordinal);
        Assert.Contains("Caches:default:KEY_PREFIX", error, StringComparison.Ordinal);
        Assert.Contains("two spellings of one setting", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_spellings_of_an_option_with_different_values_are_an_error_that_names_both()
    {
        var error = ConfiguredCaches.FromJson("""{ "CACHES": { "default": { "OPTIONS": { "MaxEntries": 1, "MAX_ENTRIES": 2 } } } }""").Error();

        Assert.Contains("CACHES:default:OPTIONS:MaxEntries and CACHES:default:OPTIONS:MAX_ENTRIES are two spellings", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_spellings_with_the_same_value_are_one_setting() =>
        Assert.Equal("a", ConfiguredCaches.FromJson("""{ "Caches": { "default": { "KeyPrefix": "a", "KEY_PREFIX": "a" } } }""").Settings().KeyPrefix);

    [Fact]
    public void A_null_is_a_setting_left_out()
    {
        var settings = ConfiguredCaches.FromJson("""
            { "Caches": { "default": { "Backend": null, "Location": null, "KeyPrefix": null, "Version": null, "KeyFunction": null, "Options": null } } }
            """).Settings();

        Assert.Equal(("locmem", "", 1), (settings.Backend, settings.KeyPrefix, settings.Version));
        Assert.Empty(settings.Locations);
    }

    [Theory]
    [InlineData("one", "'one'")]
    [InlineData("1.5", "'1.5'")]
    [InlineData("", "''")]
    [InlineData("99999999999", "'99999999999'")]
    public void A_version_that_is_no_whole_number_is_an_error(string version, string shown) =>
        Assert.StartsWith(
            $"Caches:default:Version is {shown}; expected a whole number",
            ConfiguredCaches.FromPairs(("Caches:default:Version", version)).Error(), StringComparison.Ordinal);

    [Fact]
    public void A_section_in_place_of_a_setting_is_an_error() =>
        Assert.Equal(
            "Caches:default:KeyPrefix must be one value, but there is also Caches:default:KeyPrefix:a.",
            ConfiguredCaches.FromPairs(("Caches:default:KeyPrefix:a", "b")).Error());

    [Theory]
    [InlineData("Bakend", "Did you mean 'Backend'?")]
    [InlineData("KeyPrefx", "Did you mean 'KeyPrefix'?")]
    [InlineData("Colour", "Known here: Backend, Location, Timeout, KeyPrefix, Version, KeyFunction, Options.")]
    public void An_unknown_setting_is_an_error_that_names_the_nearest(string name, string suggestion) =>
        Assert.Equal($"Caches:default:{name} is unknown. {suggestion}", ConfiguredCaches.FromPairs(($"Caches:default:{name}", "x")).Error());

    [Theory]
    [InlineData("MAX_ENTRIES")]
    [InlineData("Username")]
    public void An_option_beside_the_options_is_an_error_that_says_where_it_belongs(string name) =>
        Assert.Equal(
            $"Caches:default:{name} is an option: write Caches:default:Options:{name}.",
            ConfiguredCaches.FromPairs(($"Caches:default:{name}", "9")).Error());

    [Fact]
    public void All_faults_of_all_aliases_are_told_at_once()
    {
        var errors = ConfiguredCaches.FromJson("""
            { "Caches": {
                "a": { "Backend": "reddis", "Timeout": "soon" },
                "b": { "Backend": "locmem", "Options": { "MaxEntries": "many", "MaxEntires": 3 } } } }
            """).Errors();

        Assert.Collection(
            errors.Order(StringComparer.Ordinal),
            static error => Assert.StartsWith("Caches has no alias 'default'", error, StringComparison.Ordinal),
            static error => Assert.StartsWith("Caches:a:Backend is 'reddis'", error, StringComparison.Ordinal),
            static error => Assert.StartsWith("Caches:a:Timeout is 'soon'", error, StringComparison.Ordinal),
            static error => Assert.Equal("Caches:b:Options:MaxEntires is unknown. Did you mean 'MaxEntries'?", error),
            static error => Assert.StartsWith("Caches:b:Options:MaxEntries is 'many'; expected a whole number", error, StringComparison.Ordinal));
    }

    [Fact]
    public void The_message_of_the_exception_holds_every_fault()
    {
        using var services = ConfiguredCaches.FromPairs(("Caches:default:Version", "x"), ("Caches:default:Timeout", "y")).Build();

        var exception = Assert.Throws<CacheConfigurationException>(() => services.GetService(typeof(ICache)));

        Assert.All(exception.Errors, error => Assert.Contains(error, exception.Message, StringComparison.Ordinal));
        Assert.Equal(2, exception.Errors.Count);
    }

    [Fact]
    public void Aliases_have_no_case_and_default_is_spelt_small() =>
        Assert.Equal("dummy", ConfiguredCaches.FromPairs(("CACHES:DEFAULT:BACKEND", "DUMMY")).Settings("default").Backend);
}
