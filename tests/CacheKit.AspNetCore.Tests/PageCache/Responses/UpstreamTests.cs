using System.Globalization;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Responses;

/// <summary>Pages that the application took over from somewhere else: their age, their date, their status.</summary>
public sealed class UpstreamTests
{
    [Theory]
    [InlineData("max-age=60", "50", null, 50)]
    [InlineData("max-age=60", null, "Mon, 04 May 2026 03:01:11 GMT", 50)]
    [InlineData("max-age=60", "20", "Mon, 04 May 2026 03:01:11 GMT", 50)]
    [InlineData("max-age=60", "50", "Mon, 04 May 2026 03:02:01 GMT", 50)]
    [InlineData("max-age=10", null, "Mon, 04 May 2026 04:00:00 GMT", 0)]
    public async Task Age_is_right_to_the_second_until_the_page_ends(string cacheControl, string? age, string? date, int initial)
    {
        foreach (var onBytes in new[] { false, true })
        {
            await using var site = await StartAsync(
                response =>
                {
                    response.Headers.CacheControl = cacheControl;
                    response.Headers.Age = age;
                    response.Headers.Date = date;
                },
                onBytes);
            Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));

            for (var seconds = 0; seconds < 10; seconds++)
            {
                Assert.Equal((initial + seconds).ToString(CultureInfo.InvariantCulture), await AgeOfHitAsync(site));
                site.Time.Advance(TimeSpan.FromSeconds(0.75));
                Assert.Equal((initial + seconds).ToString(CultureInfo.InvariantCulture), await AgeOfHitAsync(site));
                site.Time.Advance(TimeSpan.FromSeconds(0.25));
            }

            Assert.NotEqual(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/"));
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_page_that_was_long_in_the_making_is_fresh_no_longer_for_that(bool onBytes)
    {
        TestSite? made = null;
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", async (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "max-age=10";
                await context.Response.StartAsync();
                made!.Time.Advance(TimeSpan.FromSeconds(4));
                await context.Response.WriteAsync("page");
            }),
            new() { OnBytes = onBytes });
        made = site;
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));

        site.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("9", await AgeOfHitAsync(site));
        site.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.NotEqual(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/"));
    }

    [Theory]
    [InlineData("Mon, 04 May 2026 03:02:00 GMT")]
    [InlineData("Mon, 04 May 2026 03:02:03 GMT")]
    [InlineData("Monday, 04-May-26 03:02:01 GMT")]
    [InlineData("Mon May  4 03:02:01 2026")]
    [InlineData("mon, 04 may 2026 03:02:01 gmt")]
    public async Task The_Date_of_a_page_stays_byte_for_byte(string date)
    {
        foreach (var onBytes in new[] { false, true })
        {
            await using var site = await StartAsync(response => response.Headers.Date = date, onBytes);
            var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
            site.Time.Advance(TimeSpan.FromSeconds(30));
            var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

            Assert.Equal(date, first.Header("Date"));
            Assert.NotNull(hit.Header("Age"));
            Assert.Equal(first.ReplayedLines(), hit.ReplayedLines());
        }
    }

    [Fact]
    public async Task A_page_that_came_old_is_told_to_clients_as_old_as_it_is()
    {
        await using var site = await StartAsync(static response =>
        {
            response.Headers.CacheControl = "s-maxage=120";
            response.Headers.Age = "50";
        });

        using var response = await site.SendAsync("/");

        // 50 of 120 seconds are gone: who reads Age counts them, who reads Expires must be told what is left.
        Assert.Equal("s-maxage=120, max-age=120", Assert.Single(response.Headers.NonValidated["Cache-Control"]));
        Assert.Equal(TimeSpan.FromSeconds(50), response.Headers.Age);
        Assert.Equal(site.Time.GetUtcNow().AddSeconds(70), response.Content.Headers.Expires);
    }

    [Fact]
    public async Task Two_ages_and_a_timeout_of_the_page_give_one_age_on_hits()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", static context =>
        {
            context.Response.Headers.Age = new(["5", "x"]);
            return context.Response.WriteAsync("page");
        }).CachePage(60));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        site.Time.Advance(TimeSpan.FromSeconds(3));
        var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        Assert.Equal("Age: 3", Assert.Single(hit.HeaderLines, static line => line.StartsWith("Age:", StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [InlineData(203)]
    [InlineData(204)]
    [InlineData(300)]
    [InlineData(301)]
    [InlineData(308)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(410)]
    [InlineData(414)]
    [InlineData(501)]
    public async Task A_listed_status_that_states_its_freshness_is_served_again_byte_for_byte(int status)
    {
        foreach (var onBytes in new[] { false, true })
        {
            await using var site = await StartAsync(
                response =>
                {
                    response.StatusCode = status;
                    response.Headers.CacheControl = "max-age=60";
                    response.Headers.Location = "/elsewhere";
                    response.Headers.Allow = "GET, HEAD";
                },
                onBytes,
                options => options.CacheableStatusCodes = [status]);

            var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
            Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
            var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
            var head = await RawClient.SendAsync(site.Address, "HEAD / HTTP/1.1");

            Assert.Equal("0", hit.Header("Age"));
            Assert.Equal((first.StatusLine, first.Text), (hit.StatusLine, hit.Text));
            Assert.Equal(first.ReplayedLines(), hit.ReplayedLines());
            Assert.Equal((first.StatusLine, "", "0"), (head.StatusLine, head.Body, head.Header("Age")));
            Assert.Equal(first.ReplayedLines(), head.ReplayedLines());
        }
    }

    [Theory]
    [InlineData(203)]
    [InlineData(301)]
    [InlineData(404)]
    [InlineData(501)]
    public async Task A_status_that_is_not_listed_is_not_stored_whatever_it_states(int status)
    {
        await using var site = await StartAsync(response =>
        {
            response.StatusCode = status;
            response.Headers.CacheControl = "public, max-age=60";
        });
        Assert.Equal(PageCacheOutcome.StatusCode, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public async Task Status_200_is_stored_though_the_list_leaves_it_out()
    {
        await using var site = await StartAsync(static _ => { }, options: static options => options.CacheableStatusCodes = [404]);
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
    }

    private static async Task<string?> AgeOfHitAsync(TestSite site)
    {
        var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeAsync());
        return hit.Header("Age");
    }

    private static Task<TestSite> StartAsync(Action<HttpResponse> respond, bool onBytes = false, Action<SiteCacheOptions>? options = null) =>
        TestSite.StartAsync(
        app => app.MapGet("/", context =>
        {
            respond(context.Response);
            return context.Response.StatusCode == StatusCodes.Status204NoContent ? Task.CompletedTask : context.Response.WriteAsync("page");
        }),
        new() { OnBytes = onBytes, Options = options });
}
