using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Serving;

/// <summary>Parts of stored pages (RFC 9110 §14), as they go over the wire.</summary>
public sealed class RangeTests
{
    private const string Changed = "Mon, 04 May 2026 03:00:00 GMT";

    [Theory]
    [InlineData("bytes=2-4", "bytes 2-4/10", "234", false)]
    [InlineData("bytes=2-4", "bytes 2-4/10", "234", true)]
    [InlineData("bytes=7-", "bytes 7-9/10", "789", false)]
    [InlineData("bytes=-2", "bytes 8-9/10", "89", false)]
    [InlineData("bytes=0-99", "bytes 0-9/10", "0123456789", false)]
    public async Task A_part_of_a_stored_page_is_sent_with_its_place(string range, string contentRange, string body, bool onBytes)
    {
        await using var site = await StartAsync(onBytes: onBytes);
        var whole = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        var part = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", $"Range: {range}");

        Assert.Equal("HTTP/1.1 206 Partial Content", part.StatusLine);
        Assert.Equal(contentRange, part.Header("Content-Range"));
        Assert.Equal(body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), part.Header("Content-Length"));
        Assert.Equal(body, part.Body);
        Assert.Equal(Others(whole), Others(part));
    }

    [Theory]
    [InlineData("bytes=10-")]
    [InlineData("bytes=-0")]
    [InlineData("bytes=100-200")]
    public async Task A_part_that_is_not_there_is_416(string range)
    {
        await using var site = await StartAsync();

        var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", $"Range: {range}");

        Assert.Equal("HTTP/1.1 416 Range Not Satisfiable", answer.StatusLine);
        Assert.Equal(
            ["Connection", "Content-Length", "Content-Range", "Date", "Server"],
            answer.HeaderLines.Select(static line => line.Split(':')[0]).Order(StringComparer.Ordinal));
        Assert.Equal("bytes */10", answer.Header("Content-Range"));
        Assert.Equal("0", answer.Header("Content-Length"));
    }

    [Theory]
    [InlineData("bytes=0-1,3-4")]
    [InlineData("bytes=4-2")]
    [InlineData("bytes=x-y")]
    [InlineData("lines=1-2")]
    [InlineData("nonsense")]
    public async Task Several_ranges_and_garbage_get_the_whole_page(string range)
    {
        await using var site = await StartAsync();

        var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", $"Range: {range}");

        Assert.Equal("HTTP/1.1 200 OK", answer.StatusLine);
        Assert.Equal("0123456789", answer.Body);
        Assert.Null(answer.Header("Content-Range"));
    }

    [Theory]
    [InlineData("\"own\"", 206)]
    [InlineData("W/\"own\"", 200)]
    [InlineData("\"other\"", 200)]
    [InlineData(Changed, 206)]
    [InlineData("Mon, 04 May 2026 03:00:01 GMT", 200)]
    [InlineData("Mon, 04 May 2026 02:59:59 GMT", 200)]
    [InlineData("Mon, 04 May 2026 03:00:00 +0000", 200)]
    [InlineData("04 May 2026 03:00:00 GMT", 200)]
    [InlineData("nonsense", 200)]
    [InlineData("", 200)]
    public async Task If_Range_gets_the_part_only_of_the_state_that_the_client_has(string ifRange, int status)
    {
        await using var site = await StartAsync();

        var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "Range: bytes=2-4", $"If-Range: {ifRange}");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer.StatusLine, StringComparison.Ordinal);
        Assert.Equal(status == 206 ? "234" : "0123456789", answer.Body);
    }

    [Fact]
    public async Task A_date_within_the_second_in_which_the_page_was_made_is_not_trusted()
    {
        await using var site = await StartAsync(changed: "Mon, 04 May 2026 03:02:01 GMT");

        var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "Range: bytes=2-4", "If-Range: Mon, 04 May 2026 03:02:01 GMT");

        Assert.Equal("HTTP/1.1 200 OK", answer.StatusLine);
    }

    [Fact]
    public async Task Conditions_count_before_a_range()
    {
        await using var site = await StartAsync();

        var unchanged = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "Range: bytes=2-4", "If-None-Match: \"own\"");
        var refused = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "Range: bytes=99-", "If-Match: \"other\"");
        var part = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "Range: bytes=2-4", "If-Match: \"own\"");

        Assert.Equal("HTTP/1.1 304 Not Modified", unchanged.StatusLine);
        Assert.Equal("HTTP/1.1 412 Precondition Failed", refused.StatusLine);
        Assert.Equal("234", part.Body);
    }

    [Fact]
    public async Task A_range_means_nothing_to_HEAD()
    {
        await using var site = await StartAsync();

        var answer = await RawClient.SendAsync(site.Address, "HEAD / HTTP/1.1", "Range: bytes=2-4");

        Assert.Equal("HTTP/1.1 200 OK", answer.StatusLine);
        Assert.Equal("10", answer.Header("Content-Length"));
        Assert.Null(answer.Header("Content-Range"));
    }

    [Fact]
    public async Task A_page_that_refuses_ranges_is_sent_whole()
    {
        await using var site = await StartAsync(acceptRanges: "none");

        var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "Range: bytes=2-4");

        Assert.Equal("HTTP/1.1 200 OK", answer.StatusLine);
        Assert.Equal("none", answer.Header("Accept-Ranges"));
    }

    [Fact]
    public async Task An_empty_page_has_no_parts()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", static () => Results.Ok()));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));

        var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "Range: bytes=0-");

        Assert.Equal("HTTP/1.1 200 OK", answer.StatusLine);
        Assert.Null(answer.Header("Accept-Ranges"));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeAsync());
    }

    private static async Task<TestSite> StartAsync(string changed = Changed, string? acceptRanges = null, bool onBytes = false)
    {
        var site = await TestSite.StartAsync(
            app => app.Map("/", (HttpContext context) =>
            {
                context.Response.Headers.ETag = "\"own\"";
                context.Response.Headers.LastModified = changed;
                if (acceptRanges is not null)
                    context.Response.Headers.AcceptRanges = acceptRanges;
                return context.Response.WriteAsync("0123456789");
            }),
            new() { OnBytes = onBytes });
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        return site;
    }

    private static IEnumerable<string> Others(RawResponse response) => response.HeaderLines
        .Where(static line => !line.StartsWith("Content-Length:", StringComparison.Ordinal) && !line.StartsWith("Content-Range:", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);
}
