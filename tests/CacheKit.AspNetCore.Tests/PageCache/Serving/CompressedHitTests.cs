using System.IO.Compression;
using System.Text;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Serving;

/// <summary>Tags, conditions and parts of pages with response compression on either side of the page cache.</summary>
public sealed class CompressedHitTests
{
    private const string Br = "Accept-Encoding: br";

    private static readonly string _page = string.Concat(Enumerable.Range(0, 400).Select(static number => $"<p>{number}</p>"));

    [Fact]
    public async Task A_page_that_is_compressed_outside_has_a_weak_tag_and_no_parts_for_those_who_get_it_compressed()
    {
        await using var site = await StartAsync(compressOutside: true);

        var compressed = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", Br, "Range: bytes=0-9");
        var plain = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.Equal("HTTP/1.1 200 OK", compressed.StatusLine);
        Assert.Equal("br", compressed.Header("Content-Encoding"));
        Assert.Equal("W/" + plain.Header("ETag"), compressed.Header("ETag"));
        Assert.Null(compressed.Header("Accept-Ranges"));
        Assert.Equal(_page, Decompress(compressed));
    }

    [Fact]
    public async Task A_page_that_is_compressed_outside_is_whole_and_exact_for_those_who_get_it_plain()
    {
        await using var site = await StartAsync(compressOutside: true);

        var plain = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        var part = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "Range: bytes=3-9", $"If-Range: {plain.Header("ETag")}");
        var mixed = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "Range: bytes=3-9", $"If-Range: W/{plain.Header("ETag")}");

        Assert.Equal("bytes", plain.Header("Accept-Ranges"));
        Assert.Equal(_page, plain.Text);
        Assert.Equal("HTTP/1.1 206 Partial Content", part.StatusLine);
        Assert.Equal(_page[3..10], part.Body);
        Assert.Equal(_page, mixed.Text);
    }

    [Fact]
    public async Task Whoever_names_an_encoding_may_get_it_encoded_even_where_it_is_identity()
    {
        await using var site = await StartAsync(compressOutside: true);

        var identity = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "Accept-Encoding: identity");

        Assert.Equal(_page, identity.Text);
        Assert.StartsWith("W/\"", identity.Header("ETag"), StringComparison.Ordinal);
        Assert.Null(identity.Header("Accept-Ranges"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Whoever_has_the_page_is_told_so_in_few_bytes(bool compressOutside)
    {
        await using var site = await StartAsync(compressOutside);
        var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", Br);

        var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", Br, $"If-None-Match: {hit.Header("ETag")}");

        Assert.Equal("HTTP/1.1 304 Not Modified", answer.StatusLine);
        Assert.Equal(hit.Header("ETag"), answer.Header("ETag"));
        Assert.Equal("Accept-Encoding", hit.Header("Vary"));
        Assert.Equal(hit.Header("Vary"), answer.Header("Vary"));
        Assert.Equal(compressOutside, answer.Header("ETag")!.StartsWith("W/", StringComparison.Ordinal));
        foreach (var name in new[] { "Content-Encoding", "Content-Type", "Content-Length", "Transfer-Encoding", "Accept-Ranges" })
            Assert.Null(answer.Header(name));
        Assert.Empty(answer.Body);
    }

    [Fact]
    public async Task A_page_that_was_compressed_inside_is_tagged_and_cut_as_it_is_stored()
    {
        await using var site = await StartAsync(compressOutside: false);
        var compressed = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", Br);
        await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        var plain = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        var part = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", Br, "Range: bytes=5-20", $"If-Range: {compressed.Header("ETag")}");

        Assert.Equal(_page, Decompress(compressed));
        Assert.NotEqual(plain.Header("ETag"), compressed.Header("ETag"));
        Assert.Equal("HTTP/1.1 206 Partial Content", part.StatusLine);
        Assert.Equal("br", part.Header("Content-Encoding"));
        Assert.Equal($"bytes 5-20/{compressed.Body.Length}", part.Header("Content-Range"));
        Assert.Equal(compressed.Body[5..21], part.Body);
    }

    [Theory]
    [InlineData(true, Br)]
    [InlineData(true, "X-No: 1")]
    [InlineData(false, Br)]
    [InlineData(false, "X-No: 1")]
    public async Task HEAD_says_what_GET_says(bool compressOutside, string accept)
    {
        await using var site = await StartAsync(compressOutside);
        await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", accept);

        var get = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", accept);
        var head = await RawClient.SendAsync(site.Address, "HEAD / HTTP/1.1", accept);

        Assert.Equal(
            get.HeaderLines.Where(static line => !line.StartsWith("Transfer-Encoding:", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            head.HeaderLines.Where(static line => !line.StartsWith("Transfer-Encoding:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Empty(head.Body);
    }

    [Fact]
    public async Task A_body_that_somebody_outside_rewrites_has_a_weak_tag_and_no_parts()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = static app =>
            {
                app.Use(async (context, next) =>
                {
                    var server = context.Response.Body;
                    using var page = new MemoryStream();
                    context.Response.Body = page;
                    await next(context);
                    context.Response.Body = server;
                    context.Response.ContentLength = null;
                    await context.Response.WriteAsync(Encoding.UTF8.GetString(page.ToArray()).Replace("<p>", "<b>", StringComparison.Ordinal));
                });
                app.UseSiteCache();
                app.MapGet("/", static () => "<p>page");
            },
        });
        await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());

        var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "Range: bytes=0-2");

        Assert.Equal("HTTP/1.1 200 OK", hit.StatusLine);
        Assert.Equal("<b>page", hit.Text);
        Assert.StartsWith("W/\"", hit.Header("ETag"), StringComparison.Ordinal);
        Assert.Null(hit.Header("Accept-Ranges"));
    }

    [Fact]
    public async Task A_tag_of_the_page_s_own_stays_what_it_is()
    {
        await using var site = await StartAsync(compressOutside: true, eTag: "\"own\"");

        var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", Br, "If-Match: \"own\"");

        Assert.Equal("HTTP/1.1 200 OK", hit.StatusLine);
        Assert.Equal("\"own\"", hit.Header("ETag"));
    }

    private static async Task<TestSite> StartAsync(bool compressOutside, string? eTag = null)
    {
        var site = await TestSite.StartAsync(new SiteSetup
        {
            Services = static services => services.AddResponseCompression(),
            Pipeline = app =>
            {
                if (compressOutside)
                    app.UseResponseCompression().UseSiteCache();
                else
                    app.UseSiteCache().UseResponseCompression();
                app.MapMethods("/", ["GET", "HEAD"], (HttpContext context) =>
                {
                    if (eTag is not null)
                        context.Response.Headers.ETag = eTag;
                    return Results.Text(_page, "text/html");
                });
            },
        });
        // Inside, compression says that the page varies only to those who accept an encoding.
        await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", compressOutside ? "X-No: 1" : Br);
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        return site;
    }

    private static string Decompress(RawResponse response)
    {
        using var stream = new BrotliStream(new MemoryStream(Encoding.Latin1.GetBytes(response.Text)), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
