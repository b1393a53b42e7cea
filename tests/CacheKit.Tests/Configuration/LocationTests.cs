using CacheKit.Backends;
using CacheKit.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Configuration;

public sealed class LocationTests
{
    private static ConfiguredAlias Read(string json) => ConfiguredCaches.FromJson(json).WithServers().Alias();

    [Theory]
    [InlineData("\"redis://a:1\"")]
    [InlineData("[\"redis://a:1\"]")]
    public void One_server_is_a_text_or_a_list_of_one(string location) =>
        Assert.Equal(["redis://a:1"], Read($$"""{ "Caches": { "default": { "Backend": "redis", "LOCATION": {{location}} } } }""").Context.Locations);

    [Theory]
    [InlineData("\"a:1;b:2;c:3\"")]
    [InlineData("\"a:1,b:2,c:3\"")]
    [InlineData("\" a:1 ; b:2,c:3 ;\"")]
    [InlineData("[\"a:1\", \"b:2\", \"c:3\"]")]
    [InlineData("[\"a:1\", null, \"b:2\", \"\", \"c:3\"]")]
    public void Several_servers_are_a_list_or_a_divided_text(string location) =>
        Assert.Equal(["a:1", "b:2", "c:3"], Read($$"""{ "Caches": { "default": { "Backend": "memcached", "Location": {{location}} } } }""").Settings.Locations);

    [Fact]
    public void The_elements_of_a_list_are_not_divided() =>
        Assert.Equal(["a,b", "c;d"], Read("""{ "Caches": { "default": { "Backend": "redis", "Location": ["a,b", "c;d"] } } }""").Context.Locations);

    [Fact]
    public void More_than_ten_servers_keep_their_order()
    {
        var servers = Enumerable.Range(0, 12).Select(static number => $"s{number}:1").ToList();
        var pairs = servers.Select((server, place) => ($"Caches:default:Location:{place}", (string?)server)).Append(("Caches:default:Backend", "memcached"));

        Assert.Equal(servers, ConfiguredCaches.FromPairs([.. pairs]).WithServers().Alias().Context.Locations);
    }

    [Theory]
    [InlineData("locmem", "a;b,c")]
    [InlineData("file", "/var/cache/a, b")]
    [InlineData("database", "my cache; table")]
    public void Others_take_the_text_as_it_is(string backend, string location)
    {
        var context = ConfiguredCaches.FromPairs(("Caches:default:Backend", backend), ("Caches:default:Location", location)).WithServers().Alias().Context;

        Assert.Equal(location, context.Location);
        Assert.Equal([location], context.Locations);
    }

    [Fact]
    public void A_list_for_a_backend_with_one_location_is_an_error() =>
        Assert.Equal(
            "Caches:default:Location is a list, but file has one location: write it as one text.",
            ConfiguredCaches.FromJson("""{ "Caches": { "default": { "Backend": "file", "Location": ["/a", "/b"] } } }""").WithServers().Error());

    [Fact]
    public void A_list_laid_over_by_locmem_is_the_name_of_one_store() =>
        Assert.Equal(["a:1;b:2"], ConfiguredCaches.FromJson(
            """{ "Caches": { "default": { "Backend": "memcached", "Location": ["a:1", "b:2"] } } }""",
            """{ "Caches": { "default": { "Backend": "locmem" } } }""").Alias().Context.Locations);

    [Fact]
    public void A_text_and_a_list_at_once_are_an_error_that_names_both()
    {
        var error = ConfiguredCaches.FromJson(
            """{ "Caches": { "default": { "Backend": "redis", "Location": ["redis://:secret@a", "redis://b"] } } }""",
            """{ "Caches": { "default": { "Location": "redis://:secret@c" } } }""").WithServers().Error();

        Assert.StartsWith("Caches:default:Location is both one text and a list (Caches:default:Location:0).", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_JSON_list_over_a_list_is_both_at_once() =>
        Assert.Contains("is both one text and a list", ConfiguredCaches.FromJson(
            """{ "Caches": { "default": { "Backend": "redis", "Location": ["redis://a"] } } }""",
            """{ "Caches": { "default": { "Location": [] } } }""").WithServers().Error(), StringComparison.Ordinal);

    [Fact]
    public void A_text_over_a_text_replaces_all_servers() =>
        Assert.Equal(["c"], ConfiguredCaches.FromJson(
            """{ "Caches": { "default": { "Backend": "redis", "Location": "a;b" } } }""",
            """{ "Caches": { "default": { "Location": "c" } } }""").WithServers().Alias().Context.Locations);

    [Fact]
    public void Lists_of_two_files_merge_element_by_element() =>
        Assert.Equal(["c", "b"], ConfiguredCaches.FromJson(
            """{ "Caches": { "default": { "Backend": "redis", "Location": ["a", "b"] } } }""",
            """{ "Caches": { "default": { "Location": ["c"] } } }""").WithServers().Alias().Context.Locations);

    [Theory]
    [InlineData("Caches:default:Location:host")]
    [InlineData("Caches:default:Location:0:host")]
    [InlineData("Caches:default:Location:-1")]
    public void A_section_in_place_of_the_location_is_an_error(string path)
    {
        var error = ConfiguredCaches.FromPairs(("Caches:default:Backend", "redis"), (path, "a")).WithServers().Error();

        Assert.Equal($"Caches:default:Location must be a text or a list of texts, but there is {path}.", error);
    }

    [Fact]
    public void A_copied_configuration_has_the_same_location()
    {
        var source = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Caches:default:Backend", "redis"), new("Caches:default:Location:0", "a"), new("Caches:default:Location:1", "b")])
            .Build();
        var copy = new ConfigurationBuilder().AddInMemoryCollection(source.AsEnumerable()).Build();

        Assert.Equal(["a", "b"], ConfiguredCaches.From(copy).WithServers().Alias().Context.Locations);
    }

    [Fact]
    public void A_location_without_a_backend_is_an_error() =>
        Assert.Equal(
            "Caches:default:Backend is left out, and so the cache would be locmem, but Caches:default:Location is there: say which backend it is for.",
            ConfiguredCaches.FromPairs(("Caches:default:Location", "redis://a")).Error());

    [Fact]
    public void Code_replaces_a_list_by_a_text_and_a_text_by_a_list()
    {
        Assert.Equal(["x"], ConfiguredCaches.FromPairs(("Caches:default:Backend", "redis"), ("Caches:default:Location:0", "a"))
            .WithServers().With(static caches => caches.Configure("default", static options => options.Location = "x")).Alias().Context.Locations);
        Assert.Equal(["x", "y"], ConfiguredCaches.FromPairs(("Caches:default:Backend", "redis"), ("Caches:default:Location", "a"))
            .WithServers().With(static caches => caches.Configure("default", static options => options.Locations = ["x", "y"])).Alias().Context.Locations);
    }

    [Fact]
    public void A_backend_reports_a_wrong_location_without_its_password()
    {
        var picky = new CacheBackendDescriptor("picky", static _ => new IdleBackend())
        {
            Location = CacheLocationKind.List,
            Validate = static context => context.AddLocationError("must be TLS."),
        };

        var error = ConfiguredCaches.FromPairs(("Caches:default:Backend", "picky"), ("Caches:default:Location", "redis://me:secret@host:1"))
            .With(caches => caches.AddBackend(picky)).Error();

        Assert.Equal("Caches:default:Location (redis://***@host:1) must be TLS.", error);
    }

    [Fact]
    public void A_backend_reports_a_missing_location()
    {
        var needy = new CacheBackendDescriptor("needy", static _ => new IdleBackend()) { Validate = static context => context.AddLocationError("is missing.") };

        Assert.Equal(
            "Caches:default:Location is missing.",
            ConfiguredCaches.FromPairs(("Caches:default:Backend", "needy")).With(caches => caches.AddBackend(needy)).Error());
    }
}
