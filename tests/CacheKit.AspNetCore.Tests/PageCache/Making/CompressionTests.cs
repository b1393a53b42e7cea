using System.IO.Compression;
using System.Text;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Making;

/// <summary>Response compression on either side of the page cache: each client gets the bytes that it would without us.</summary>
public sealed class CompressionTests
{
    private static readonly string _page = string.Concat(Enumerable.Range(0, 2000).Select(static number => $"<li>{number * 7919 % 10007}</li>"));

    public static TheoryData<bool, string> Sites => new(
        from outside in new[] { true, false }
        from way in new[] { "at once", "in pieces", "flushed", "file" }
        select (outside, way));

    [Theory, MemberData(nameof(Sites))]
    public async Task The_first_answer_and_every_hit_say_what_a_site_without_a_cache_says(bool outside, string way)
    {
        var made = new Counted();
        await using var site = await StartAsync(outside, way, made, withCache: true);
        await using var plain = await StartAsync(outside, way, new Counted(), withCache: false);
        foreach (var encoding in new[] { "gzip", null, "br", "gzip, br", "identity" })
        {
            string[] headers = encoding is null ? [] : [$"Accept-Encoding: {encoding}"];
            var expected = await RawClient.SendAsync(plain.Address, "GET / HTTP/1.1", headers);
            var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", headers);
            var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", headers);

            Assert.Equal(_page, Decoded(expected));
            Assert.Equal(_page, Decoded(first));
            Assert.Equal(_page, Decoded(hit));
            foreach (var field in new[] { "Content-Encoding", "Content-Type" })
                Assert.Equal([expected.Header(field), expected.Header(field)], [first.Header(field), hit.Header(field)]);
            // For those who accept no encoding the middleware leaves it out, though the page is another for the rest.
            if (expected.Header("Vary") is { } vary)
                Assert.Equal([vary, vary], [first.Header("Vary"), hit.Header("Vary")]);
            Assert.Equal(first.ReplayedLines(), hit.ReplayedLines());
            Assert.NotNull(hit.Header("Age"));
            // A layer outside compresses each answer anew, in pieces of other sizes.
            if (!outside)
                Assert.Equal([expected.Text, expected.Text], [first.Text, hit.Text]);
        }

        // Plain and once where the compression is outside, else once for each Accept-Encoding.
        Assert.Equal(outside ? 1 : 5, made.Count);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_is_flushed_comes_through_before_the_page_is_complete(bool outside)
    {
        var clientHasFirst = new TaskCompletionSource();
        await using var site = await StartAsync(outside, withCache: true, async context =>
        {
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            await clientHasFirst.Task.WaitAsync(TestContext.Current.CancellationToken);
            await context.Response.WriteAsync("second");
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { AcceptEncoding = { new("gzip") } } };

        using var response = await site.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = new GZipStream(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        var first = new byte[5];
        await body.ReadExactlyAsync(first, TestContext.Current.CancellationToken);
        clientHasFirst.SetResult();

        using var rest = new StreamReader(body);
        Assert.Equal("second", await rest.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task HEAD_says_of_a_compressed_page_what_it_says_without_a_cache(bool outside)
    {
        await using var site = await StartAsync(outside, "at once", new Counted(), withCache: true);
        await using var plain = await StartAsync(outside, "at once", new Counted(), withCache: false);
        await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "Accept-Encoding: gzip");

        var expected = await RawClient.SendAsync(plain.Address, "GET / HTTP/1.1", "Accept-Encoding: gzip");
        var head = await RawClient.SendAsync(site.Address, "HEAD / HTTP/1.1", "Accept-Encoding: gzip");

        Assert.Equal("", head.Body);
        Assert.Equal(expected.Header("Vary"), head.Header("Vary"));
        Assert.Equal(expected.Header("Content-Type"), head.Header("Content-Type"));
    }

    private static Task<TestSite> StartAsync(bool outside, string way, Counted made, bool withCache) => StartAsync(outside, withCache, async context =>
    {
        made.Next();
        var bytes = Encoding.ASCII.GetBytes(_page);
        switch (way)
        {
            case "file":
                using (var folder = new TemporaryFolder())
                {
                    var file = Path.Combine(folder.Path, "page");
                    await File.WriteAllBytesAsync(file, bytes);
                    await context.Response.SendFileAsync(file);
                }

                break;
            case "at once":
                await context.Response.Body.WriteAsync(bytes);
                break;
            default:
                foreach (var piece in bytes.Chunk(5000))
                {
                    await context.Response.Body.WriteAsync(piece);
                    if (way == "flushed")
                        await context.Response.Body.FlushAsync();
                }

                break;
        }
    });

    private static Task<TestSite> StartAsync(bool outside, bool withCache, RequestDelegate page) => TestSite.StartAsync(new SiteSetup
    {
        Services = static services => services.AddResponseCompression(),
        Pipeline = app =>
        {
            if (outside)
                app.UseResponseCompression();
            if (withCache)
                app.UseSiteCache();
            if (!outside)
                app.UseResponseCompression();
            app.MapGet("/", context =>
            {
                context.Response.ContentType = "text/html";
                return page(context);
            });
        },
    });

    private static string Decoded(RawResponse response)
    {
        using var body = new MemoryStream(Encoding.Latin1.GetBytes(response.Text));
        using Stream decoded = response.Header("Content-Encoding") switch
        {
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            null => body,
            var other => throw new InvalidDataException(other),
        };
        using var reader = new StreamReader(decoded, Encoding.ASCII);
        return reader.ReadToEnd();
    }
}
