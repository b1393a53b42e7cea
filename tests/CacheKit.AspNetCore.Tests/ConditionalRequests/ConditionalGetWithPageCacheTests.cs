using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.ConditionalRequests;

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

    [Theory]
    [InlineData("private", false), InlineData("private", true)]
    [InlineData("cookie", false), InlineData("cookie", true)]
    [InlineData("vary", false), InlineData("vary", true)]
    [InlineData("session", false), InlineData("session", true)]
    [InlineData("authorization", false), InlineData("authorization", true)]
    [InlineData("excluded", false), InlineData("excluded", true)]
    [InlineData("between", true)]
    public async Task A_page_that_the_cache_behind_refuses_is_tagged_and_asked_for(string why, bool pair)
    {
        await using var site = await StartRefusingAsync(why, pair);
        string[] headers = why == "authorization" ? ["Authorization: Basic x"] : [];

        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", headers);
        var outcome = await site.OutcomeAsync();
        var second = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", [.. headers, $"If-None-Match: {first.Header("ETag")}"]);

        Assert.NotEqual(PageCacheOutcome.Stored, outcome);
        Assert.Equal(outcome, await site.OutcomeAsync());
        Assert.Equal(("HTTP/1.1 200 OK", "page"), (first.StatusLine, first.Text));
        Assert.Equal(("HTTP/1.1 304 Not Modified", ""), (second.StatusLine, second.Body));
        Assert.Equal(first.Header("ETag"), second.Header("ETag"));
    }

    [Theory]
    [InlineData("/", "page", false), InlineData("/", "page", true)]
    [InlineData("/empty", "", false), InlineData("/empty", "", true)]
    public async Task A_page_that_the_cache_behind_keeps_is_made_as_a_whole_also_for_a_client_that_has_it(string path, string body, bool pair)
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                app.UseConditionalGet();
                if (pair)
                    app.UseUpdateCache().UseFetchFromCache();
                else
                    app.UseSiteCache();
                app.MapGet(path, (HttpContext context) =>
                {
                    context.Response.Headers.ETag = "\"own\"";
                    return body.Length > 0 ? context.Response.WriteAsync(body) : Task.CompletedTask;
                });
            },
        });

        await RawClient.SendAsync(site.Address, $"GET {path} HTTP/1.1", "If-None-Match: \"own\"");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        var whole = await RawClient.SendAsync(site.Address, $"GET {path} HTTP/1.1", "If-None-Match: \"old\"");
        var asked = await RawClient.SendAsync(site.Address, $"GET {path} HTTP/1.1", "If-None-Match: \"own\"");

        Assert.Equal(("HTTP/1.1 200 OK", body), (whole.StatusLine, whole.Text));
        Assert.Equal("HTTP/1.1 304 Not Modified", asked.StatusLine);
    }

    private static Task<TestSite> StartRefusingAsync(string why, bool pair) => TestSite.StartAsync(new SiteSetup
    {
        Services = static services => services.AddDistributedMemoryCache().AddSession(),
        Options = options => options.Exclude = why == "excluded" ? ["/"] : [],
        Pipeline = app =>
        {
            app.UseSession();
            app.UseConditionalGet();
            if (pair)
                app.UseUpdateCache();
            else
                app.UseSiteCache();
            if (why == "between")
                app.Use(static (HttpContext context, RequestDelegate _) => context.Response.WriteAsync("page"));
            if (pair)
                app.UseFetchFromCache();
            app.MapGet("/", (HttpContext context) =>
            {
                if (why == "private")
                    context.Response.Headers.CacheControl = "private";
                else if (why == "cookie")
                    context.Response.Cookies.Append("mine", "1");
                else if (why == "vary")
                    context.Response.Headers.Vary = "*";
                else if (why == "session")
                    context.Session.SetString("cart", "1");
                return context.Response.WriteAsync("page");
            });
        },
    });

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
