using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Making;

/// <summary>Requests with conditions for pages that are not in the cache.</summary>
public sealed class ConditionalMissTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task A_browser_that_asks_whether_its_page_is_still_right_fills_the_cache(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", (HttpContext context) => OwnConditions(context, made)), new() { OnBytes = onBytes });

        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "If-None-Match: \"own\"", "If-Modified-Since: Mon, 04 May 2026 03:02:01 GMT");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        var second = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "If-None-Match: \"own\"");

        Assert.Equal("HTTP/1.1 200 OK", first.StatusLine);
        Assert.Equal("HTTP/1.1 304 Not Modified", second.StatusLine);
        Assert.Equal(1, made.Count);
    }

    [Fact]
    public async Task The_conditions_are_there_again_when_the_page_has_been_made()
    {
        var seen = new List<string>();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                app.Use(async (context, next) =>
                {
                    await next(context);
                    seen.Add($"outside {context.Request.Headers.IfNoneMatch} {context.Request.Headers.IfModifiedSince}");
                });
                app.UseSiteCache();
                app.MapGet("/", (HttpContext context) =>
                {
                    seen.Add($"inside {context.Request.Headers.IfNoneMatch}{context.Request.Headers.IfModifiedSince}");
                    return "page";
                });
            },
        });

        await site.GetAsync("/", ("If-None-Match", "\"a\""), ("If-Modified-Since", "yesterday"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());

        Assert.Equal(["inside ", "outside \"a\" yesterday"], seen);
    }

    [Fact]
    public async Task Browsers_that_ask_at_once_share_one_making_and_each_is_told_what_it_asked()
    {
        var made = new Counted();
        var go = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async (HttpContext context) =>
        {
            await go.Task.WaitAsync(TestContext.Current.CancellationToken);
            return OwnConditions(context, made);
        }));

        var asking = new List<Task<RawResponse>>();
        foreach (var condition in new[] { "\"own\"", "\"own\"", "\"old\"", "W/\"own\"" })
        {
            asking.Add(RawClient.SendAsync(site.Address, "GET / HTTP/1.1", $"If-None-Match: {condition}"));
            await Eventually.IsTrueAsync(() => site.Traffic.Underway == asking.Count);
        }

        asking.Add(RawClient.SendAsync(site.Address, "GET / HTTP/1.1"));
        await Eventually.IsTrueAsync(() => site.Traffic.Underway == asking.Count);
        go.SetResult();
        var answers = await Task.WhenAll(asking);

        Assert.Equal(1, made.Count);
        Assert.Equal(["200", "304", "200", "304", "200"], answers.Select(static answer => answer.StatusLine.Split(' ')[1]));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_stale_page_is_made_anew_by_a_browser_that_asks_whether_its_page_is_still_right(bool pair)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                if (pair)
                    app.UseUpdateCache().UseFetchFromCache();
                else
                    app.UseSiteCache();
                app.MapGet("/", (HttpContext context) =>
                {
                    context.Response.Headers.CacheControl = "max-age=10, stale-while-revalidate=60";
                    return OwnConditions(context, made);
                });
            },
        });
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        site.Time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/", ("If-None-Match", "\"own\"")));
        var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.Equal(("page 2", "0"), (hit.Text, hit.Header("Age")));
    }

    [Fact]
    public async Task A_stale_page_that_stands_in_answers_conditions()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "max-age=10, stale-if-error=60";
            return made.Count > 0 ? Results.StatusCode(500) : OwnConditions(context, made);
        }));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        site.Time.Advance(TimeSpan.FromSeconds(11));

        var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "If-None-Match: \"own\"");

        Assert.Equal(("HTTP/1.1 304 Not Modified", "11"), (answer.StatusLine, answer.Header("Age")));
    }

    [Fact]
    public async Task A_page_that_is_nobody_else_s_answers_conditions_itself()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "private";
            return OwnConditions(context, made);
        }));
        Assert.Equal(PageCacheOutcome.CacheControl, await site.OutcomeOfAsync("/"));

        for (var i = 0; i < 2; i++)
        {
            var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "If-None-Match: \"own\"");
            Assert.Equal("HTTP/1.1 304 Not Modified", answer.StatusLine);
        }
    }

    [Fact]
    public async Task A_304_of_the_application_s_own_does_not_keep_a_page_out_of_the_cache()
    {
        var made = new Counted();
        var fails = true;
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", (HttpContext context) =>
            fails ? Results.StatusCode(500) : OwnConditions(context, made)));
        Assert.Equal(PageCacheOutcome.StatusCode, await site.OutcomeOfAsync("/"));
        fails = false;

        site.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(PageCacheOutcome.StatusCode, await site.OutcomeOfAsync("/", ("If-None-Match", "\"own\"")));
        site.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/", ("If-None-Match", "\"own\"")));
    }

    [Fact]
    public async Task A_request_that_insists_on_a_state_is_the_application_s_to_judge()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", static (HttpContext context) =>
            context.Request.Headers.IfMatch == "\"old\"" ? Results.StatusCode(412) : Results.Text("page")));

        Assert.Equal(PageCacheOutcome.StatusCode, await site.OutcomeOfAsync("/", ("If-Match", "\"old\"")));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/", ("If-Match", "\"new\"")));
    }

    private static IResult OwnConditions(HttpContext context, Counted made)
    {
        context.Response.Headers.ETag = "\"own\"";
        return context.Request.Headers.IfNoneMatch == "\"own\"" ? Results.StatusCode(304) : Results.Text(made.Page());
    }
}
