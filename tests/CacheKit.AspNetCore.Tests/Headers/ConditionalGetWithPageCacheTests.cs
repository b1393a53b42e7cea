using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Headers;

/// <summary>Conditional GET on either side of the page cache.</summary>
public sealed class ConditionalGetWithPageCacheTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task Pages_are_stored_and_asked_for_by_one_tag(bool cacheOutside)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, cacheOutside, compress: false);

        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "If-None-Match: \"old\"");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        var asked = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", $"If-None-Match: {hit.Header("ETag")}");

        Assert.Equal("HTTP/1.1 200 OK", first.StatusLine);
        Assert.Equal(cacheOutside ? hit.Header("ETag") : null, first.Header("ETag"));
        Assert.Equal("HTTP/1.1 304 Not Modified", asked.StatusLine);
        Assert.Equal("0", asked.Header("Age"));
        Assert.Equal(1, made.Count);
    }

    [Fact]
    public async Task Requests_that_come_at_once_share_a_page_also_when_the_cache_stands_behind()
    {
        var made = new Counted();
        var go = new TaskCompletionSource();
        await using var site = await StartAsync(made, cacheOutside: false, compress: false, go.Task);

        var asking = new List<Task<RawResponse>>();
        for (var i = 0; i < 3; i++)
        {
            asking.Add(RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "If-None-Match: \"old\""));
            await Eventually.IsTrueAsync(() => site.Traffic.Underway == asking.Count);
        }

        go.SetResult();
        await Task.WhenAll(asking);

        Assert.Equal(1, made.Count);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_tag_that_was_made_for_one_client_is_right_for_another(bool compressedFirst)
    {
        await using var site = await StartAsync(new Counted(), cacheOutside: true, compress: true);
        await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", compressedFirst ? "Accept-Encoding: br" : "X-No: 1");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());

        var compressed = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "Accept-Encoding: br");
        var plain = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.StartsWith("W/\"", compressed.Header("ETag"), StringComparison.Ordinal);
        Assert.Equal(plain.Header("ETag"), compressed.Header("ETag")![2..]);
    }

    [Fact]
    public async Task A_page_that_is_nobody_else_s_has_a_tag_of_its_own()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = static app =>
            {
                app.UseSiteCache();
                app.UseConditionalGet();
                app.MapGet("/", static (HttpContext context) =>
                {
                    context.Response.Headers.CacheControl = "private";
                    return "page";
                });
            },
        });

        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        Assert.Equal(PageCacheOutcome.CacheControl, await site.OutcomeAsync());
        var second = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", $"If-None-Match: {first.Header("ETag")}");

        Assert.Equal(("HTTP/1.1 304 Not Modified", "private"), (second.StatusLine, second.Header("Cache-Control")));
    }

    private static Task<TestSite> StartAsync(Counted made, bool cacheOutside, bool compress, Task? go = null) => TestSite.StartAsync(new SiteSetup
    {
        Services = static services => services.AddResponseCompression(),
        Pipeline = app =>
        {
            if (compress)
                app.UseResponseCompression();
            if (cacheOutside)
                app.UseSiteCache().UseConditionalGet();
            else
                app.UseConditionalGet().UseSiteCache();
            app.MapGet("/", async () =>
            {
                await (go ?? Task.CompletedTask).WaitAsync(TestContext.Current.CancellationToken);
                return made.Page(new string('x', 1000));
            });
        },
    });
}
