using System.Security.Cryptography;
using System.Text;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Serving;

/// <summary>Conditions of requests that are answered with stored pages, as they go over the wire.</summary>
public sealed class ConditionalHitTests
{
    private const string Date = "Mon, 04 May 2026 03:02:01 GMT";

    private static readonly string _eTag = Tag("page");

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_stored_page_gets_a_tag_of_its_body(bool onBytes)
    {
        await using var site = await StartAsync(static _ => { }, onBytes);
        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        await site.OutcomeAsync();

        var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.Null(first.Header("ETag"));
        Assert.Equal(_eTag, hit.Header("ETag"));
        Assert.Equal("bytes", hit.Header("Accept-Ranges"));
        Assert.Equal("page", hit.Text);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_304_says_what_caches_must_know_and_nothing_else(bool onBytes)
    {
        await using var site = await StartAsync(
            static response =>
            {
                response.Headers.ContentLocation = "/page";
                response.Headers.ContentLanguage = "en";
                response.Headers.Vary = "X-A";
                response.Headers.LastModified = Date;
                response.Headers["X-Other"] = "1";
            },
            onBytes);
        await FillAsync(site);
        site.Time.Advance(TimeSpan.FromSeconds(5));

        var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", $"If-None-Match: {_eTag}");

        Assert.Equal("HTTP/1.1 304 Not Modified", answer.StatusLine);
        Assert.Equal(
            [
                "Age: 5", "Cache-Control: max-age=600", "Connection: close", "Content-Location: /page", $"Date: {Date}",
                $"ETag: {_eTag}", "Expires: Mon, 04 May 2026 03:12:01 GMT", "Server: Kestrel", "Vary: X-A",
            ],
            answer.HeaderLines.Order(StringComparer.Ordinal));
        Assert.Empty(answer.Body);
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeAsync());
    }

    [Theory]
    [InlineData("If-None-Match: \"other\"", "200 OK")]
    [InlineData("If-None-Match: \"other\", \"own\"", "304 Not Modified")]
    [InlineData("If-None-Match: W/\"own\"", "304 Not Modified")]
    [InlineData("If-None-Match: *", "304 Not Modified")]
    [InlineData("If-None-Match: own", "200 OK")]
    [InlineData("If-Modified-Since: Mon, 04 May 2026 03:00:00 GMT", "304 Not Modified")]
    [InlineData("If-Modified-Since: Mon, 04 May 2026 02:59:59 GMT", "200 OK")]
    [InlineData("If-Modified-Since: nonsense", "200 OK")]
    [InlineData("If-Match: \"own\"", "200 OK")]
    [InlineData("If-Match: W/\"own\"", "412 Precondition Failed")]
    [InlineData("If-Match: \"other\"", "412 Precondition Failed")]
    [InlineData("If-Unmodified-Since: Mon, 04 May 2026 03:00:00 GMT", "200 OK")]
    [InlineData("If-Unmodified-Since: Mon, 04 May 2026 02:59:59 GMT", "412 Precondition Failed")]
    public async Task Conditions_are_judged_on_the_page_s_own_validators(string condition, string status)
    {
        await using var site = await StartAsync(static response =>
        {
            response.Headers.ETag = "\"own\"";
            response.Headers.LastModified = "Mon, 04 May 2026 03:00:00 GMT";
        });
        await FillAsync(site);

        var get = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", condition);
        var head = await RawClient.SendAsync(site.Address, "HEAD / HTTP/1.1", condition);

        Assert.Equal("HTTP/1.1 " + status, get.StatusLine);
        Assert.Equal("HTTP/1.1 " + status, head.StatusLine);
        Assert.Equal(status == "200 OK" ? "page" : "", get.Text);
        Assert.Empty(head.Body);
    }

    [Fact]
    public async Task A_412_says_nothing_of_the_page()
    {
        await using var site = await StartAsync(static response => response.Headers.ContentLanguage = "en");
        await FillAsync(site);

        var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "If-Match: \"other\"");

        Assert.Equal("HTTP/1.1 412 Precondition Failed", answer.StatusLine);
        Assert.Equal(["Connection", "Content-Length", "Date", "Server"], answer.HeaderLines.Select(static line => line.Split(':')[0]).Order(StringComparer.Ordinal));
        Assert.Equal("0", answer.Header("Content-Length"));
    }

    [Fact]
    public async Task A_304_of_a_page_without_a_tag_says_when_it_was_changed()
    {
        await using var site = await StartAsync(static response => response.Headers.LastModified = Date, options: static options => options.ETag = false);
        await FillAsync(site);

        var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", $"If-Modified-Since: {Date}");

        Assert.Equal("HTTP/1.1 304 Not Modified", answer.StatusLine);
        Assert.Equal(Date, answer.Header("Last-Modified"));
        Assert.Null(answer.Header("ETag"));
    }

    [Fact]
    public async Task No_tag_is_made_where_the_configuration_says_so()
    {
        await using var site = await TestSite.StartAsync(
            static app => app.MapGet("/", static () => "page"), new() { Configuration = new() { ["SiteCache:ETag"] = "false" } });
        await FillAsync(site);

        var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "If-None-Match: *");

        Assert.Equal("HTTP/1.1 200 OK", hit.StatusLine);
        Assert.Null(hit.Header("ETag"));
    }

    [Fact]
    public async Task An_error_page_is_sent_whatever_the_conditions()
    {
        await using var site = await StartAsync(
            static response =>
            {
                response.StatusCode = 404;
                response.Headers.CacheControl = "max-age=60";
                response.Headers.ETag = "\"own\"";
            },
            options: static options => options.CacheableStatusCodes = [200, 404]);
        await FillAsync(site);

        var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "If-None-Match: \"own\"", "Range: bytes=0-0");

        Assert.Equal("HTTP/1.1 404 Not Found", answer.StatusLine);
        Assert.Equal("page", answer.Text);
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeAsync());
    }

    [Fact]
    public async Task HEAD_says_of_a_stored_page_what_GET_says()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.Map("/", () => made.Page()));
        await FillAsync(site);

        var get = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        var head = await RawClient.SendAsync(site.Address, "HEAD / HTTP/1.1");

        Assert.Equal(get.HeaderLines.Order(StringComparer.Ordinal), head.HeaderLines.Order(StringComparer.Ordinal));
        Assert.Equal(Tag("page 1"), head.Header("ETag"));
        Assert.Equal("6", head.Header("Content-Length"));
        Assert.Empty(head.Body);
    }

    [Fact]
    public async Task The_stored_answer_to_a_HEAD_has_no_tag_since_nobody_saw_its_body()
    {
        await using var site = await TestSite.StartAsync(static app => app.Map("/", static () => "page"));
        await RawClient.SendAsync(site.Address, "HEAD / HTTP/1.1");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());

        var hit = await RawClient.SendAsync(site.Address, "HEAD / HTTP/1.1", "If-None-Match: *", "Range: bytes=0-0");

        Assert.Equal("HTTP/1.1 200 OK", hit.StatusLine);
        Assert.Null(hit.Header("ETag"));
        Assert.Null(hit.Header("Accept-Ranges"));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeAsync());
    }

    [Fact]
    public async Task The_pair_answers_conditions_too()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = static app =>
            {
                app.UseUpdateCache();
                app.UseFetchFromCache();
                app.MapGet("/", static () => "page");
            },
        });
        await FillAsync(site);

        var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", $"If-None-Match: {_eTag}");
        var part = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "Range: bytes=1-2");

        Assert.Equal("HTTP/1.1 304 Not Modified", answer.StatusLine);
        Assert.Equal("ag", part.Body);
    }

    private static Task<TestSite> StartAsync(Action<HttpResponse> set, bool onBytes = false, Action<SiteCacheOptions>? options = null) =>
        TestSite.StartAsync(
            app => app.Map("/", (HttpContext context) =>
            {
                set(context.Response);
                return context.Response.WriteAsync("page");
            }),
            new() { OnBytes = onBytes, Options = options });

    private static async Task FillAsync(TestSite site) => Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));

    private static string Tag(string body) =>
        $"\"{System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(body)).AsSpan(0, 16))}\"";
}
