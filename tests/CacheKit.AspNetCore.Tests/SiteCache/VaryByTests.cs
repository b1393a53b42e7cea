using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.SiteCache;

/// <summary>What pages depend on in the application's own words: values, and the time zone.</summary>
public sealed class VaryByTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Each_value_has_pages_of_its_own_and_its_type_counts(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", () => made.Page()).CachePage(60, static options => options.VaryBy = static context => context.Request.Headers["X-Kind"].ToString() switch
            {
                "number" => 1,
                "text" => "1",
                "list" => new object?[] { "1" },
                "nothing" => null,
                _ => "",
            }),
            new() { OnBytes = onBytes });

        for (var round = 0; round < 2; round++)
        {
            Assert.Equal("page 1", await site.GetAsync("/", ("X-Kind", "number")));
            Assert.Equal("page 2", await site.GetAsync("/", ("X-Kind", "text")));
            Assert.Equal("page 3", await site.GetAsync("/", ("X-Kind", "list")));
            Assert.Equal("page 4", await site.GetAsync("/", ("X-Kind", "nothing")));
            Assert.Equal("page 5", await site.GetAsync("/", ("X-Kind", "empty")));
        }
    }

    [Fact]
    public async Task What_an_endpoint_says_comes_on_top_of_what_the_site_says()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", () => made.Page()).CachePage(60, static options => options.VaryBy = static context => context.Request.Headers["X-Arm"].ToString()),
            new() { Options = static options => options.VaryBy = static context => context.Request.Headers["X-Tenant"].ToString() });

        Assert.Equal("page 1", await site.GetAsync("/", ("X-Tenant", "a"), ("X-Arm", "b")));
        Assert.Equal("page 2", await site.GetAsync("/", ("X-Tenant", "ab"), ("X-Arm", "")));
        Assert.Equal("page 3", await site.GetAsync("/", ("X-Tenant", "a"), ("X-Arm", "c")));
        Assert.Equal("page 1", await site.GetAsync("/", ("X-Tenant", "a"), ("X-Arm", "b")));
    }

    [Fact]
    public async Task A_value_is_asked_for_once_in_a_request()
    {
        var asked = new Counted();
        await using var site = await TestSite.StartAsync(
            static app => app.MapGet("/", static () => "page"), new() { Options = options => options.VaryBy = _ => asked.Next() is var _ ? "same" : "" });

        await site.GetAsync("/");
        await site.GetAsync("/");

        Assert.Equal(2, asked.Count);
    }

    [Theory]
    [InlineData("", "private, max-age=600")]
    [InlineData("must-revalidate", "private, must-revalidate, max-age=600")]
    [InlineData("public", "public, max-age=600")]
    [InlineData("s-maxage=60", "s-maxage=60, max-age=60")]
    public async Task Caches_on_the_way_cannot_know_of_the_value_so_clients_are_told_private_unless_the_page_says_otherwise(string stated, string told)
    {
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", (HttpResponse response) =>
            {
                if (stated.Length > 0)
                    response.Headers.CacheControl = stated;
                return "page";
            }),
            new() { Options = static options => options.VaryBy = static _ => "value" });

        var made = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.Equal(told, made.Header("Cache-Control"));
        Assert.Equal(told, hit.Header("Cache-Control"));
        Assert.NotNull(hit.Header("Age"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_removal_takes_the_pages_of_every_value(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", () => made.Page()),
            new() { OnBytes = onBytes, Options = static options => options.VaryBy = static context => context.Request.Headers["X-Tenant"].ToString() });
        await site.GetAsync("/", ("X-Tenant", "a"));
        await site.GetAsync("/", ("X-Tenant", "b"));

        await site.Services.GetRequiredService<IPageCache>().RemoveAsync(site.Address.ToString(), TestContext.Current.CancellationToken);

        Assert.Equal("page 3", await site.GetAsync("/", ("X-Tenant", "a")));
        Assert.Equal("page 4", await site.GetAsync("/", ("X-Tenant", "b")));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Each_time_zone_has_pages_of_its_own_and_so_has_none(bool onBytes)
    {
        await using var site = await StartInZonesAsync(onBytes, zoneFirst: true);

        for (var round = 0; round < 2; round++)
        {
            Assert.Equal("UTC+2 1", await site.GetAsync("/", ("X-Zone", "2")));
            Assert.Equal("UTC-5 2", await site.GetAsync("/", ("X-Zone", "-5")));
            Assert.Equal("none 3", await site.GetAsync("/"));
        }
    }

    [Fact]
    public async Task A_page_in_a_time_zone_varies_by_cookies_for_clients()
    {
        await using var site = await StartInZonesAsync(onBytes: false, zoneFirst: true);

        using var zoned = await site.SendAsync("/", ("X-Zone", "2"));
        using var plain = await site.SendAsync("/");

        Assert.Equal("Cookie", zoned.Headers.Vary.Single());
        Assert.Empty(plain.Headers.Vary);
    }

    [Fact]
    public async Task A_time_zone_that_is_set_behind_the_page_cache_is_told_of_once_and_its_pages_are_not_stored()
    {
        await using var site = await StartInZonesAsync(onBytes: false, zoneFirst: false);

        Assert.Equal(PageCacheOutcome.MiddlewareOrder, await site.OutcomeOfAsync("/", ("X-Zone", "2")));
        Assert.Equal(PageCacheOutcome.MiddlewareOrder, await site.OutcomeOfAsync("/", ("X-Zone", "3")));
        Assert.Equal("none 3", await site.GetAsync("/"));
        Assert.Contains("ITimeZoneFeature", Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2002).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delegate_tells_the_time_zone_where_no_feature_does()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", () => made.Page()),
            new() { Options = static options => options.TimeZone = static context => ZoneOf(context) });

        Assert.Equal("page 1", await site.GetAsync("/", ("X-Zone", "2")));
        Assert.Equal("page 2", await site.GetAsync("/", ("X-Zone", "3")));
        Assert.Equal("page 1", await site.GetAsync("/", ("X-Zone", "2")));
    }

    private static Task<TestSite> StartInZonesAsync(bool onBytes, bool zoneFirst)
    {
        var made = new Counted();
        return TestSite.StartAsync(new SiteSetup
        {
            OnBytes = onBytes,
            Pipeline = app =>
            {
                if (!zoneFirst)
                    app.UseSiteCache();
                app.Use(static (context, next) =>
                {
                    if (ZoneOf(context) is { } zone)
                        context.Features.Set<ITimeZoneFeature>(new TimeZoneFeature(zone));
                    return next(context);
                });
                if (zoneFirst)
                    app.UseSiteCache();
                app.MapGet("/", (HttpContext context) => made.Page(context.Features.Get<ITimeZoneFeature>()?.TimeZone?.Id ?? "none"));
            },
        });
    }

    private static TimeZoneInfo? ZoneOf(HttpContext context) =>
        context.Request.Headers["X-Zone"] is [{ } hours]
            ? TimeZoneInfo.CreateCustomTimeZone($"UTC{int.Parse(hours, System.Globalization.CultureInfo.InvariantCulture):+0;-0}", TimeSpan.FromHours(int.Parse(hours, System.Globalization.CultureInfo.InvariantCulture)), null, null)
            : null;
}
