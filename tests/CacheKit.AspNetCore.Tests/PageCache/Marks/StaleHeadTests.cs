using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Marks;

/// <summary>HEAD requests for pages after their time: they make no page anew.</summary>
public sealed class StaleHeadTests
{
    private const string Minute = "max-age=60, stale-if-error=30";

    [Fact]
    public async Task A_HEAD_that_the_endpoint_does_not_know_takes_no_page_away()
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", handler.RunAsync));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        site.Time.Advance(TimeSpan.FromSeconds(61));
        using (var head = await site.SendAsync(HttpMethod.Head, "/"))
            Assert.Equal(405, (int)head.StatusCode);
        handler.Instead = Throw;

        Assert.Equal("page 1", await site.GetAsync("/"));
    }

    [Theory]
    [InlineData(false, false), InlineData(true, false)]
    [InlineData(false, true), InlineData(true, true)]
    public async Task A_HEAD_for_a_page_that_is_stale_has_an_answer_of_its_own_that_is_kept(bool onBytes, bool pair)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StartWithHeadAsync(handler, onBytes, pair);
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        site.Time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal((200, PageCacheOutcome.Stored), await HeadAsync(site));
        Assert.Equal((200, PageCacheOutcome.Hit), await HeadAsync(site));
        Assert.Equal((200, PageCacheOutcome.Hit), await HeadAsync(site));
        Assert.Equal(2, handler.Count);

        // It is no page for GET, and not asked any more when there is one.
        Assert.Equal("page 3", await site.GetAsync("/"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        handler.Instead = Throw;
        Assert.Equal((200, PageCacheOutcome.Hit), await HeadAsync(site));
        Assert.Equal(3, handler.Count);
    }

    [Theory]
    [InlineData(false, false), InlineData(true, false)]
    [InlineData(false, true), InlineData(true, true)]
    public async Task A_HEAD_is_answered_from_the_stale_page_when_its_handler_fails_and_that_is_known_for_a_while(bool onBytes, bool pair)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StartWithHeadAsync(handler, onBytes, pair);
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        site.Time.Advance(TimeSpan.FromSeconds(61));
        handler.Instead = Throw;

        for (var i = 0; i < 5; i++)
            Assert.Equal((200, PageCacheOutcome.StaleHit), await HeadAsync(site));
        Assert.Equal(2, handler.Count);
        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal(2, handler.Count);
    }

    [Fact]
    public async Task A_removal_takes_the_answer_to_HEAD_along()
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StartWithHeadAsync(handler, onBytes: true, pair: false);
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        site.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal((200, PageCacheOutcome.Stored), await HeadAsync(site));

        await site.Services.GetRequiredService<IPageCache>().RemoveAsync(site.Address.ToString(), TestContext.Current.CancellationToken);

        Assert.Equal((200, PageCacheOutcome.Stored), await HeadAsync(site));
        Assert.Equal(3, handler.Count);
    }

    private static async Task<(int Status, PageCacheOutcome? Outcome)> HeadAsync(TestSite site)
    {
        using var response = await site.SendAsync(HttpMethod.Head, "/");
        return ((int)response.StatusCode, await site.OutcomeAsync());
    }

    private static Task<TestSite> StartWithHeadAsync(Handler handler, bool onBytes, bool pair) => TestSite.StartAsync(new SiteSetup
    {
        OnBytes = onBytes,
        Pipeline = app =>
        {
            if (pair)
                app.UseUpdateCache().UseFetchFromCache();
            else
                app.UseSiteCache();
            app.MapMethods("/", ["GET", "HEAD"], handler.RunAsync);
        },
    });

    private static Task Throw(HttpContext context) => throw new InvalidOperationException($"{context.Request.Path} fails");
}
