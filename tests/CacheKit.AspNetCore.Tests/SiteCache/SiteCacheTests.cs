using System.Net;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.SiteCache;

public sealed class SiteCacheTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task A_page_is_made_once_and_served_from_then_on(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", () => made.Page()), new() { OnBytes = onBytes });

        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal(1, made.Count);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_page_is_made_anew_when_its_time_is_over(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", () => made.Page()), new() { OnBytes = onBytes });
        await site.GetAsync("/");

        site.Time.Advance(TimeSpan.FromSeconds(599));
        Assert.Equal("page 1", await site.GetAsync("/"));
        site.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    [Fact]
    public async Task The_client_is_told_how_long_it_may_keep_the_page()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", static () => "page"));

        using var response = await site.SendAsync("/");

        Assert.Equal("max-age=600", response.Headers.CacheControl?.ToString());
        Assert.Equal(site.Time.GetUtcNow(), response.Headers.Date);
        Assert.Equal(site.Time.GetUtcNow().AddSeconds(600), response.Content.Headers.Expires);
        Assert.Null(response.Headers.Age);
    }

    [Fact]
    public async Task A_hit_says_its_age_and_the_date_of_the_first_answer()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", static () => "page"));
        var date = site.Time.GetUtcNow();
        await site.GetAsync("/");
        site.Time.Advance(TimeSpan.FromSeconds(42));

        using var response = await site.SendAsync("/");

        Assert.Equal(TimeSpan.FromSeconds(42), response.Headers.Age);
        Assert.Equal(date, response.Headers.Date);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
