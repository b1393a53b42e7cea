using System.Globalization;
using CacheKit.AspNetCore.SiteCache;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.SiteCache;

public sealed class SiteCacheOptionsTests
{
    [Fact]
    public async Task Seconds_say_how_long_a_page_is_kept_that_says_nothing()
    {
        await using var site = await StartAsync(("SiteCache:Seconds", "12.5"));

        using var response = await site.SendAsync("/");
        Assert.Equal("max-age=12", response.Headers.CacheControl?.ToString());
        site.Time.Advance(TimeSpan.FromSeconds(12.4));
        Assert.Equal("page 1", await site.GetAsync("/"));
        site.Time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    [Fact]
    public async Task Zero_seconds_keep_only_pages_that_state_their_freshness()
    {
        await using var site = await StartAsync(("SiteCache:Seconds", "0"));

        Assert.Equal(PageCacheOutcome.Stale, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/fresh"));
    }

    [Theory]
    [InlineData("SiteCache:Seconds")]
    [InlineData("SiteCache:SECONDS")]
    [InlineData("CACHE_MIDDLEWARE_SECONDS")]
    public async Task Djangos_spelling_is_read_too(string name)
    {
        await using var site = await StartAsync((name, "7"));

        using var response = await site.SendAsync("/");

        Assert.Equal("max-age=7", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Two_spellings_with_one_value_are_fine()
    {
        await using var site = await StartAsync(("SiteCache:Seconds", "7"), ("CACHE_MIDDLEWARE_SECONDS", "7"));

        using var response = await site.SendAsync("/");

        Assert.Equal("max-age=7", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Another_alias_holds_the_pages()
    {
        await using var site = await StartAsync(
            ("SiteCache:Alias", "pages"), ("Caches:default:Backend", "dummy"), ("Caches:pages:Backend", "locmem"));

        await site.GetAsync("/");
        Assert.Equal("page 1", await site.GetAsync("/"));
    }

    [Fact]
    public async Task On_the_dummy_backend_every_page_is_made_anew()
    {
        await using var site = await StartAsync(("Caches:default:Backend", "dummy"));

        await site.GetAsync("/");
        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    [Fact]
    public async Task Key_prefixes_keep_sites_apart_that_share_a_cache()
    {
        await using var first = await StartAsync(("SiteCache:KeyPrefix", "one"));
        var bytes = new CacheKit.Conformance.Bytes.BytesBackend(new CacheKit.Conformance.Bytes.BytesStore(first.Time));
        await using var one = await TestSite.StartAsync(Map, new() { OnBytes = true, Bytes = bytes, Options = static options => options.KeyPrefix = "one" });
        await using var two = await TestSite.StartAsync(Map, new() { OnBytes = true, Bytes = bytes, Options = static options => options.KeyPrefix = "two" });
        await one.GetAsync("/", ("Host", "site"));

        await two.GetAsync("/", ("Host", "site"));
        Assert.Equal(PageCacheOutcome.Stored, await two.OutcomeAsync());
        using (await two.SendAsync(HttpMethod.Post, "/", ("Host", "site")))
        {
        }

        Assert.Equal("page 1", await one.GetAsync("/", ("Host", "site")));
    }

    [Fact]
    public async Task ClientSeconds_are_told_to_clients()
    {
        await using var site = await StartAsync(("SiteCache:ClientSeconds", "0"));

        using var response = await site.SendAsync("/");

        Assert.Equal("max-age=0, must-revalidate", Assert.Single(response.Headers.NonValidated["Cache-Control"]));
    }

    [Theory]
    [InlineData("/admin", true)]
    [InlineData("/ADMIN/users", true)]
    [InlineData("/administration", false)]
    [InlineData("/api/v1", true)]
    [InlineData("/", false)]
    public async Task Excluded_paths_are_left_alone_with_all_below_them(string path, bool excluded)
    {
        await using var site = await StartAsync(("SiteCache:Exclude:0", "/admin"), ("SiteCache:Exclude:1", "/api/"));

        using var response = await site.SendAsync(path);

        Assert.Equal(excluded ? PageCacheOutcome.Excluded : PageCacheOutcome.Stored, await site.OutcomeAsync());
        Assert.Equal(excluded, response.Headers.CacheControl is null);
    }

    [Fact]
    public async Task Lists_may_be_one_text()
    {
        await using var site = await StartAsync(("SiteCache:Exclude", "/a; /b"), ("SiteCache:CacheableStatusCodes", "200,404"));

        Assert.Equal(PageCacheOutcome.Excluded, await site.OutcomeOfAsync("/b/c"));
    }

    [Fact]
    public async Task Pages_of_other_hosts_are_not_cached()
    {
        await using var site = await StartAsync(("SiteCache:Hosts:0", "example.com"), ("SiteCache:Hosts:1", "bücher.example"));

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/", ("Host", "EXAMPLE.com")));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/", ("Host", "xn--bcher-kva.example")));
        Assert.Equal(PageCacheOutcome.Excluded, await site.OutcomeOfAsync("/", ("Host", "evil.example")));
        Assert.Equal(PageCacheOutcome.Excluded, await site.OutcomeOfAsync("/", ("Host", "example.com:81")));
    }

    [Theory]
    [InlineData("SiteCache:Secconds", "1", "SiteCache:Secconds is unknown. Did you mean 'Seconds'?")]
    [InlineData("SiteCache:Frobnicate", "1", "SiteCache:Frobnicate is unknown. Known here: Alias, Seconds")]
    [InlineData("SiteCache:Seconds", "soon", "SiteCache:Seconds is 'soon'; expected a number of seconds")]
    [InlineData("SiteCache:Seconds", "-1", "SiteCache:Seconds is '-1'")]
    [InlineData("CACHE_MIDDLEWARE_SECONDS", "soon", "'soon'")]
    [InlineData("SiteCache:ClientSeconds", "-1", "SiteCache:ClientSeconds is '-1'")]
    [InlineData("SiteCache:MaximumBodySize", "-1", "SiteCache:MaximumBodySize is '-1'")]
    [InlineData("SiteCache:LocalCopies", "-1", "SiteCache:LocalCopies is '-1'")]
    [InlineData("SiteCache:CacheableStatusCodes:0", "two hundred", "SiteCache:CacheableStatusCodes has 'two hundred'")]
    [InlineData("SiteCache:CacheableStatusCodes:0", "206", "SiteCache:CacheableStatusCodes has 206")]
    [InlineData("SiteCache:Exclude:0", "admin", "SiteCache:Exclude has 'admin'")]
    [InlineData("SiteCache:Exclude:0", "/admin/*", "SiteCache:Exclude has '/admin/*'")]
    [InlineData("SiteCache:Hosts:0", "http://example.com", "SiteCache:Hosts has 'http://example.com'")]
    [InlineData("SiteCache:Alias", "defualt", "SiteCache:Alias is 'defualt', which is no alias of the section Caches. Did you mean 'default'?")]
    [InlineData("SiteCache", "yes", "SiteCache is 'yes'")]
    public async Task What_is_wrong_ends_the_start_and_says_where_and_what_would_be_right(string name, string value, string message)
    {
        var exception = await Assert.ThrowsAsync<CacheConfigurationException>(() => StartAsync((name, value)));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_wrong_in_code_are_written_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            var exception = Assert.Throws<CacheConfigurationException>(() => new SiteCacheSettings(new() { Timeout = TimeSpan.FromSeconds(-0.5) }));
            Assert.Equal("SiteCache:Seconds is -0.5; expected zero or more.", exception.Message);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task Null_in_code_is_what_is_left_out()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", () => "page"), new()
        {
            Options = static options =>
            {
                options.Alias = options.KeyPrefix = null!;
                options.CacheableStatusCodes = null!;
                options.Exclude = options.Hosts = options.IgnoreQuery = options.QueryKeys = null!;
            },
        });

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public void Null_in_a_list_is_wrong_and_said_to_be()
    {
        var exception = Assert.Throws<CacheConfigurationException>(
            () => new SiteCacheSettings(new() { Exclude = [null!], Hosts = [null!], IgnoreQuery = [null!], QueryKeys = [null!] }));

        Assert.Equal(4, exception.Errors.Count);
        Assert.All(exception.Errors, static error => Assert.Contains(" has null; expected ", error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_spellings_with_two_values_end_the_start_and_both_are_named()
    {
        var exception = await Assert.ThrowsAsync<CacheConfigurationException>(() => StartAsync(("SiteCache:Seconds", "7"), ("CACHE_MIDDLEWARE_SECONDS", "8")));

        Assert.Contains("SiteCache:Seconds", exception.Message, StringComparison.Ordinal);
        Assert.Contains("CACHE_MIDDLEWARE_SECONDS", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var exception = await Assert.ThrowsAsync<CacheConfigurationException>(() => StartAsync(("SiteCache:Seconds", "x"), ("SiteCache:Exclude", "y")));
        Assert.Equal(2, exception.Errors.Count);
    }

    [Fact]
    public async Task Code_wins_over_the_configuration()
    {
        await using var site = await TestSite.StartAsync(
            Map, new() { Configuration = { ["SiteCache:Seconds"] = "7" }, Options = static options => options.Timeout = TimeSpan.FromSeconds(8) });

        using var response = await site.SendAsync("/");

        Assert.Equal("max-age=8", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Adding_pages_twice_is_harmless()
    {
        await using var site = await TestSite.StartAsync(Map, new() { Services = static services => services.AddCacheKit().AddPages() });

        await site.GetAsync("/");
        Assert.Equal("page 1", await site.GetAsync("/"));
    }

    [Fact]
    public async Task The_section_is_found_beside_the_caches_that_were_given()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("SiteCache:Seconds", "7")]);
        builder.Services.AddCacheKit(builder.Configuration.GetSection("Caches")).AddPages();
        await using var app = builder.Build();

        var options = app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<SiteCacheOptions>>().Value;

        Assert.Equal(TimeSpan.FromSeconds(7), options.Timeout);
    }

    [Theory]
    [InlineData("Production", null, true)]
    [InlineData("Production", "", true)]
    [InlineData("Production", "*", true)]
    [InlineData("Staging", "example.com;*", true)]
    [InlineData("Production", "0.0.0.0", true)]
    [InlineData("Production", "example.com", false)]
    [InlineData("Production", "*.example.com;example.com", false)]
    [InlineData("Development", null, false)]
    [InlineData("Development", "*", false)]
    public async Task A_site_that_answers_to_any_name_is_warned_of_the_risk(string environment, string? allowedHosts, bool warned)
    {
        await using var site = await TestSite.StartAsync(Map, new() { Environment = environment, Configuration = { ["AllowedHosts"] = allowedHosts } });
        var warnings = site.Log.GetSnapshot().Where(static record => record.Id.Id == 2004).ToList();
        Assert.Equal(warned ? 1 : 0, warnings.Count);
        Assert.All(warnings, static warning => Assert.Contains("anybody can fill the cache with pages of invented hosts", warning.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_site_that_names_its_hosts_in_code_or_caches_no_whole_site_is_not_warned_of()
    {
        await using var filtered = await TestSite.StartAsync(Map, new()
        {
            Configuration = { ["AllowedHosts"] = "*" },
            Services = static services => services.AddHostFiltering(static options => options.AllowedHosts.Add("example.com")),
        });
        await using var named = await TestSite.StartAsync(Map, new() { Options = static options => options.Hosts = ["example.com"] });
        await using var single = await TestSite.StartAsync(new SiteSetup { Pipeline = static app => app.UsePageCache() });

        foreach (var site in new[] { filtered, named, single })
            Assert.DoesNotContain(site.Log.GetSnapshot(), static record => record.Id.Id == 2004);
    }

    private static Task<TestSite> StartAsync(params (string Name, string Value)[] settings) => TestSite.StartAsync(
        Map, new() { Configuration = settings.ToDictionary(static setting => setting.Name, static setting => (string?)setting.Value) });

    private static void Map(WebApplication app)
    {
        var made = new Counted();
        app.MapGet("/fresh", (HttpResponse response) =>
        {
            response.Headers.CacheControl = "max-age=10";
            return made.Page();
        });
        app.Map("/{**path}", () => made.Page());
    }
}
