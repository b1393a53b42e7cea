using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Making;

/// <summary>A request has its conditions back when the page cache is done with it, however that came about.</summary>
public sealed class HiddenConditionTests
{
    private const string Old = "\"old\"";

    private static TimeSpan Limit => TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData("hit"), InlineData("made"), InlineData("refused"), InlineData("fails"), InlineData("down")]
    public async Task Middleware_outside_sees_them_again_whatever_has_become_of_the_page(string what)
    {
        var handler = new Handler
        {
            Instead = context => what switch
            {
                "fails" => throw new InvalidOperationException(),
                "refused" => WriteAsync(context, "private"),
                _ => WriteAsync(context, "max-age=60"),
            },
        };
        var seen = new TaskCompletionSource<string>();
        await using var site = await StartAsync(handler, seen, pair: false);
        if (what == "hit")
            await site.GetAsync("/");
        else if (what == "down")
            site.Bytes!.FailWith(new IOException("down"));

        using var response = await site.SendAsync("/", ("If-None-Match", Old));

        Assert.Equal(Old, await seen.Task.WaitAsync(Limit, TestContext.Current.CancellationToken));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task They_are_back_when_the_client_leaves_before_the_page_is_begun(bool pair)
    {
        var handler = new Handler { Instead = static context => WriteAsync(context, "max-age=60, stale-while-revalidate=30", "late") };
        var seen = new TaskCompletionSource<string>();
        await using var site = await StartAsync(handler, seen, pair);
        await site.GetAsync("/");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        // Where it is shown while it is made anew, and where it is not there.
        site.Time.Advance(TimeSpan.FromSeconds(pair ? 61 : 100));
        var asked = new TaskCompletionSource();
        site.Bytes!.BeforeCall = call =>
        {
            if (!call.Keys[0].Name.EndsWith("page-tag-removals", StringComparison.Ordinal))
                return default;
            asked.TrySetResult();
            return new(Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken));
        };
        using var leaver = await RawClient.ConnectAsync(site.Address);

        await leaver.WriteAsync($"GET / HTTP/1.1\r\nHost: {site.Address.Authority}\r\nIf-None-Match: {Old}\r\n\r\n");
        await asked.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        leaver.Abort();

        Assert.Equal(Old, await seen.Task.WaitAsync(Limit, TestContext.Current.CancellationToken));
        Assert.Equal(1, handler.Count);
    }

    private static Task WriteAsync(HttpContext context, string cacheControl, params string[] tags)
    {
        context.AddPageTags(tags);
        context.Response.Headers.CacheControl = cacheControl;
        return context.Response.WriteAsync("page");
    }

    private static Task<TestSite> StartAsync(Handler handler, TaskCompletionSource<string> seen, bool pair) => TestSite.StartAsync(new SiteSetup
    {
        OnBytes = true,
        Pipeline = app =>
        {
            app.Use(async (context, next) =>
            {
                var isConditional = context.Request.Headers.IfNoneMatch.Count > 0;
                try
                {
                    await next(context);
                }
                finally
                {
                    if (isConditional)
                        seen.TrySetResult(context.Request.Headers.IfNoneMatch.ToString());
                }
            });
            if (pair)
                app.UseUpdateCache().UseFetchFromCache();
            else
                app.UseSiteCache();
            app.MapGet("/", handler.RunAsync);
        },
    });
}
