using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.CachePage;

public sealed class CachePageEndpointTests
{
    [Fact]
    public async Task A_minimal_API_is_cached_without_any_middleware()
    {
        var made = new Counted();
        await using var site = await StartAsync(app => app.MapGet("/", () => made.Page()).CachePage(TimeSpan.FromMinutes(1)));

        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal("page 1", await site.GetAsync("/"));
        site.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_may_be_kept_for_ever(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            OnBytes = onBytes,
            Options = static options => options.CacheStatus = true,
            Pipeline = app =>
            {
                app.UsePageCache();
                app.MapGet("/", () => made.Page()).CachePage(TimeSpan.MaxValue, static options => options.StaleIfError = TimeSpan.MaxValue);
            },
        });

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        site.Time.Advance(TimeSpan.FromDays(1000));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/"));
        Assert.Equal(1, made.Count);
    }

    [Fact]
    public async Task Others_are_not()
    {
        var made = new Counted();
        await using var site = await StartAsync(app =>
        {
            app.MapGet("/cached", static () => "").CachePage(60);
            app.MapGet("/", () => made.Page());
        });

        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal("page 2", await site.GetAsync("/"));
        Assert.Null(await site.OutcomeAsync());
    }

    [Theory]
    [InlineData("/outer/a", 300)]
    [InlineData("/outer/inner/b", 60)]
    [InlineData("/outer/inner/c", 5)]
    [InlineData("/outer/inner/d", 7)]
    public async Task What_is_nearest_to_the_endpoint_wins(string path, int seconds)
    {
        await using var site = await StartAsync(static app =>
        {
            var outer = app.MapGroup("/outer").CachePage(300);
            outer.MapGet("/a", static () => "page");
            var inner = outer.MapGroup("/inner").CachePage(60);
            inner.MapGet("/b", static () => "page");
            inner.MapGet("/c", static () => "page").CachePage(5);
            inner.MapGet("/d", [CachePage(7)] static () => "page").CachePage(9);
        });

        using var response = await site.SendAsync(path);

        Assert.Equal($"max-age={seconds}", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Zero_takes_an_endpoint_out_of_its_group_and_of_the_site_cache()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGroup("/group").CachePage(60).MapGet("/", () => made.Page()).CachePage(0));

        Assert.Equal(PageCacheOutcome.Excluded, await site.OutcomeOfAsync("/group"));
        Assert.Equal("page 2", await site.GetAsync("/group"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_attribute_on_a_lambda_works_with_either_middleware(bool siteWide)
    {
        var made = new Counted();
        await using var site = await StartAsync(app =>
        {
            _ = siteWide ? app.UseSiteCache() : app.UsePageCache();
            app.MapGet("/", [CachePage(5)] () => made.Page());
        });

        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal("page 1", await site.GetAsync("/"));
        site.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("page 2", await site.GetAsync("/"));
        Assert.DoesNotContain(site.Log.GetSnapshot(), static record => record.Id.Id == 2003);
    }

    [Fact]
    public async Task An_attribute_on_a_lambda_that_nothing_reads_is_logged()
    {
        await using var site = await StartAsync(static app => app.MapGet("/lonely", [CachePage(5)] static () => "page"));

        var warning = Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2003);
        Assert.Contains("/lonely", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UsePageCache_answers_HEAD_from_GET_and_removes_pages_without_caching_the_site()
    {
        var made = new Counted();
        await using var site = await StartAsync(app =>
        {
            app.UsePageCache();
            app.Map("/cached", (HttpRequest request) => request.Method == "POST" ? "done" : made.Page()).CachePage(60);
            app.MapGet("/other", () => made.Page());
        });

        Assert.Equal("page 1", await site.GetAsync("/cached"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        using (await site.SendAsync(HttpMethod.Head, "/cached"))
            Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeAsync());
        using (await site.SendAsync(HttpMethod.Post, "/cached"))
            Assert.Equal(PageCacheOutcome.Method, await site.OutcomeAsync());
        Assert.Equal("page 2", await site.GetAsync("/cached"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        Assert.Equal(PageCacheOutcome.NotAsked, await site.OutcomeOfAsync("/other"));
    }

    [Fact]
    public async Task An_unknown_cache_ends_the_start_and_names_the_nearest()
    {
        var exception = await Assert.ThrowsAsync<CacheConfigurationException>(() => StartAsync(static app =>
            app.MapGet("/page", static () => "").CachePage(60, static options => options.Cache = "defualt")));

        Assert.Contains("/page", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'default'?", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_AddPages_the_start_fails_and_says_so()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup { WithPages = false, Pipeline = static _ => { } });
        var exception = Assert.Throws<InvalidOperationException>(() =>
        {
            using var app = WebApplication.CreateBuilder().Build();
            app.MapGet("/", static () => "").CachePage(60);
            _ = ((IEndpointRouteBuilder)app).DataSources.SelectMany(static source => source.Endpoints).ToList();
        });

        Assert.Contains("AddPages()", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_negative_timeout_is_refused()
    {
        using var app = WebApplication.CreateBuilder().Build();
        Assert.Throws<ArgumentOutOfRangeException>(() => app.MapGet("/", static () => "").CachePage(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => app.MapGet("/", static () => "").CachePage(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new CachePageAttribute(-1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new CachePageAttribute(-double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => app.MapGet("/", static () => "").CachePage(1, static options => options.ClientTimeout = TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public async Task More_seconds_than_a_time_can_hold_are_for_ever()
    {
        await using var site = await StartAsync(static app =>
        {
            app.UsePageCache();
            app.MapGet("/endless", static () => "page").CachePage(double.PositiveInfinity);
            app.MapGet("/long", [CachePage(1e12)] static () => "page");
        });

        foreach (var path in (string[])["/endless", "/long"])
        {
            using var response = await site.SendAsync(path);
            Assert.Equal($"max-age={int.MaxValue}", response.Headers.CacheControl?.ToString());
            Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        }
    }

    private static Task<TestSite> StartAsync(Action<WebApplication> pipeline) => TestSite.StartAsync(new SiteSetup { Pipeline = pipeline });
}
