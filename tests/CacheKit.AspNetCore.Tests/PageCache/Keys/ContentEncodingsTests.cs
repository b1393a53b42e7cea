using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.Tests.Hosting;
using CsCheck;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Tests.PageCache.Keys;

/// <summary>What an <c>Accept-Encoding</c> means where a page varies by it.</summary>
public sealed class ContentEncodingsTests
{
    private static readonly ContentEncodings _encodings = new(["br", "gzip"]);

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "br=1,gzip=1,identity=2")]
    [InlineData("br,gzip", "br=1,gzip=1,identity=2")]
    [InlineData("  BR ;q=1.000 ,, gZip; Q=1 ", "br=1,gzip=1,identity=2")]
    [InlineData("*", "br=1,gzip=1,identity=2")]
    [InlineData("gzip", "br=0,gzip=1,identity=2")]
    [InlineData("x-gzip", "br=0,gzip=1,identity=2")]
    [InlineData("gzip;q=0.001", "br=0,gzip=1,identity=2")]
    [InlineData("br;q=0.3, gzip;q=0.7", "br=2,gzip=1,identity=3")]
    [InlineData("gzip;q=0, *", "br=1,gzip=0,identity=2")]
    [InlineData("gzip;q=0.5, identity", "br=0,gzip=2,identity=1")]
    [InlineData("gzip, identity;q=0", "br=0,gzip=1,identity=0")]
    [InlineData("gzip, *;q=0", "br=0,gzip=1,identity=0")]
    [InlineData("identity", "br=0,gzip=0,identity=1")]
    [InlineData("", "br=0,gzip=0,identity=1")]
    [InlineData("compress", "br=0,gzip=0,identity=1")]
    [InlineData("gzip;q=0", "br=0,gzip=0,identity=1")]
    public void Whatever_the_spelling_what_counts_is_what_the_client_likes_best(string accept, string normal) =>
        Assert.Equal($"e{normal.Length}:{normal}", NormalOf(accept));

    [Theory]
    [InlineData("gzip;q=2")]
    [InlineData("gzip;q=1.001")]
    [InlineData("gzip;q=0.1234")]
    [InlineData("gzip;q=")]
    [InlineData("gzip;q=a")]
    [InlineData("gzip;q=0.5;q=1")]
    [InlineData("gzip;level=9")]
    [InlineData("gzip;q=0, gzip")]
    [InlineData("*;q=0, *")]
    [InlineData(";q=1")]
    public void What_readers_may_take_for_different_things_is_not_read(string accept)
    {
        Assert.Null(NormalOf(accept));
        Assert.False(_encodings.Accepts(accept, "gzip"));
        Assert.False(_encodings.Accepts(accept, StringValues.Empty));
    }

    [Fact]
    public void Several_lines_are_one_list() =>
        Assert.Equal(NormalOf("br, gzip;q=0.5"), NormalOf(new StringValues(["br", "gzip;q=0.5"])));

    [Theory]
    [InlineData("gzip", "gzip", true)]
    [InlineData("gzip", "GZIP", true)]
    [InlineData("gzip", "br", false)]
    [InlineData("gzip;q=0, *", "gzip", false)]
    [InlineData("gzip", "lz4", false)]
    [InlineData("lz4", "lz4", false)]
    [InlineData("br, gzip", "br, gzip", false)]
    [InlineData("gzip", "", true)]
    [InlineData("gzip, identity;q=0", "", true)]
    [InlineData(null, "gzip", true)]
    public void A_page_is_kept_only_in_an_encoding_that_its_request_accepts(string? accept, string encoding, bool expected) =>
        Assert.Equal(expected, _encodings.Accepts(accept is null ? default : new StringValues(accept), encoding.Length == 0 ? default : new StringValues(encoding)));

    [Fact]
    public void Whatever_is_sent_those_who_share_a_page_accept_the_same()
    {
        var member = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 3], static (name, quality) =>
            new[] { "br", "gzip", "identity", "*", "deflate" }[name] + new[] { "", ";q=0", ";q=0.2", ";q=1" }[quality]);
        var accept = member.Array[0, 4].Select(static members => string.Join(',', members));
        Gen.Select(accept, accept).Sample((first, second) =>
        {
            if (NormalOf(first) is not { } normal || normal != NormalOf(second))
                return;
            foreach (var encoding in new[] { "br", "gzip" })
                Assert.Equal(_encodings.Accepts(first, encoding), _encodings.Accepts(second, encoding));
        });
    }

    [Fact]
    public void With_response_compression_only_what_it_sends_counts()
    {
        using var services = new ServiceCollection().AddLogging().AddResponseCompression(static options => options.Providers.Add<GzipCompressionProvider>()).BuildServiceProvider();

        var text = new CanonicalText(stackalloc char[64]);
        Assert.True(ContentEncodings.Of(services).TryAppend(ref text, "br, gzip"));
        Assert.Equal("e17:gzip=1,identity=2", text.Finish());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Clients_share_a_compressed_page_however_they_spell_that_they_accept_it(bool onBytes)
    {
        var made = new Counted();
        await using var site = await StartCompressingAsync(made, onBytes);

        foreach (var accept in new[] { "gzip, deflate, br, zstd", "br, gzip", "BR;q=1.0,  gzip", "gzip, br, odd;q=0.1" })
            Assert.Equal("br", await EncodingOfAsync(site, accept));
        Assert.Equal(1, made.Count);
        foreach (var accept in new[] { "gzip", "gzip;q=0.7", "x-old, GZIP" })
            Assert.Equal("gzip", await EncodingOfAsync(site, accept));
        Assert.Equal(2, made.Count);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Who_refuses_an_encoding_is_not_given_it(bool onBytes)
    {
        var made = new Counted();
        await using var site = await StartCompressingAsync(made, onBytes);
        Assert.Equal("gzip", await EncodingOfAsync(site, "gzip"));
        Assert.Equal("br", await EncodingOfAsync(site, "br"));

        Assert.Equal("", await EncodingOfAsync(site, "gzip;q=0"));
        Assert.Equal("", await EncodingOfAsync(site, "identity"));
        Assert.Equal("", await EncodingOfAsync(site, ""));
        Assert.Equal(3, made.Count);
        Assert.Equal("", await EncodingOfAsync(site, "identity, gzip;q=0.5"));
    }

    [Fact]
    public async Task A_page_in_an_encoding_that_its_request_refused_is_not_kept()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", static (HttpResponse response) =>
        {
            response.Headers.ContentEncoding = "gzip";
            return "always";
        }));

        Assert.Equal(PageCacheOutcome.Vary, await site.OutcomeOfAsync("/", ("Accept-Encoding", "br")));
        Assert.Equal(PageCacheOutcome.Vary, await site.OutcomeOfAsync("/", ("Accept-Encoding", "gzip;q=x")));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/", ("Accept-Encoding", "gzip")));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/", ("Accept-Encoding", "GZIP")));
    }

    private static string? NormalOf(StringValues accept)
    {
        var text = new CanonicalText(stackalloc char[64]);
        return _encodings.TryAppend(ref text, accept) ? text.Finish() : null;
    }

    private static async Task<string> EncodingOfAsync(TestSite site, string accept)
    {
        var response = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", $"Accept-Encoding: {accept}");
        return response.Header("Content-Encoding") ?? "";
    }

    private static Task<TestSite> StartCompressingAsync(Counted made, bool onBytes) => TestSite.StartAsync(new SiteSetup
    {
        OnBytes = onBytes,
        Services = static services => services.AddResponseCompression(),
        Pipeline = app =>
        {
            app.UseSiteCache();
            app.UseResponseCompression();
            app.MapGet("/", () => Results.Text(made.Page(new string('x', 5000)), "text/html"));
        },
    });
}
