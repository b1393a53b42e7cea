using System.Buffers;
using System.Net;
using System.Text;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CacheKit.AspNetCore.Tests.PageCache.Making;

/// <summary>Pages over HTTP/2, without TLS and with prior knowledge.</summary>
public sealed class Http2Tests
{
    private const string Text = "The page, in pieces and whole.";

    [Theory]
    [InlineData("stream")]
    [InlineData("unflushed")]
    [InlineData("file")]
    [InlineData("complete")]
    public async Task A_page_is_served_as_it_was_made(string way)
    {
        var made = new Counted();
        await using var site = await StartAsync(app => app.MapGet("/", async context =>
        {
            made.Next();
            context.Response.Headers["X-Page"] = "one";
            await WriteAsync(context.Response, way);
        }));

        using var first = await SendAsync(site, HttpMethod.Get);
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        using var hit = await SendAsync(site, HttpMethod.Get);

        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeAsync());
        Assert.Equal(1, made.Count);
        Assert.Equal([Text, Text], [await TextOfAsync(first), await TextOfAsync(hit)]);
        Assert.Equal(Text.Length, hit.Content.Headers.ContentLength);
        Assert.Equal(FieldsOf(first), FieldsOf(hit));
    }

    [Fact]
    public async Task HEAD_is_answered_from_a_stored_GET()
    {
        await using var site = await StartAsync(static app => app.MapGet("/", static () => Text));
        // To its end: a client that lets a response go resets its stream, and the page counts as aborted.
        using (var first = await SendAsync(site, HttpMethod.Get))
            await TextOfAsync(first);
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());

        using var head = await SendAsync(site, HttpMethod.Head);

        Assert.Equal(Text.Length, head.Content.Headers.ContentLength);
        Assert.Equal("", await TextOfAsync(head));
        Assert.NotNull(head.Headers.Age);
    }

    [Fact]
    public async Task What_is_flushed_reaches_the_client_before_the_page_is_complete()
    {
        var clientHasFirst = new TaskCompletionSource();
        await using var site = await StartAsync(app => app.MapGet("/", async context =>
        {
            context.Response.BodyWriter.Write("first"u8);
            await context.Response.BodyWriter.FlushAsync();
            await clientHasFirst.Task.WaitAsync(TestContext.Current.CancellationToken);
            await context.Response.WriteAsync("second");
        }));

        using var response = await SendAsync(site, HttpMethod.Get);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var first = new byte[5];
        await body.ReadExactlyAsync(first, TestContext.Current.CancellationToken);
        Assert.Equal("first"u8, first);
        clientHasFirst.SetResult();

        using var rest = new StreamReader(body);
        Assert.Equal("second", await rest.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Trailers_reach_the_client_and_their_page_is_not_stored(bool declared)
    {
        await using var site = await StartAsync(app => app.MapGet("/", async context =>
        {
            if (declared)
                context.Response.DeclareTrailer("X-Sum");
            await context.Response.WriteAsync(Text);
            context.Response.AppendTrailer("X-Sum", "42");
        }));

        for (var i = 0; i < 2; i++)
        {
            using var response = await SendAsync(site, HttpMethod.Get);

            Assert.Equal(Text, await TextOfAsync(response));
            Assert.Equal(["42"], response.TrailingHeaders.GetValues("X-Sum"));
            Assert.Equal(PageCacheOutcome.Headers, await site.OutcomeAsync());
        }
    }

    [Fact]
    public async Task A_page_whose_application_resets_its_stream_is_not_stored()
    {
        var made = new Counted();
        var others = new TaskCompletionSource();
        await using var site = await StartAsync(app => app.MapGet("/", async context =>
        {
            var number = made.Next();
            await context.Response.WriteAsync($"half {number}");
            if (number > 1)
                return;
            await others.Task.WaitAsync(TestContext.Current.CancellationToken);
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(2);
        }));

        // One who waits keeps the page wanted when its own stream is gone.
        using var broken = await SendAsync(site, HttpMethod.Get);
        var waiting = SendAsync(site, HttpMethod.Get);
        await Eventually.IsTrueAsync(() => site.Traffic.Underway == 2);
        others.SetResult();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => TextOfAsync(broken));
        using var whole = await waiting;
        Assert.Equal("half 2", await TextOfAsync(whole));
        Assert.Equal(2, made.Count);
    }

    [Fact]
    public async Task A_page_that_gives_up_when_its_client_leaves_is_not_stored()
    {
        await using var site = await StartAsync(static app => app.MapGet("/", static async context =>
        {
            await context.Response.WriteAsync("truncated");
            var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            await gone.Task.WaitAsync(TestContext.Current.CancellationToken);
        }));

        // Disposed before its end, which resets the stream.
        (await SendAsync(site, HttpMethod.Get)).Dispose();

        Assert.Equal(PageCacheOutcome.Incomplete, await site.OutcomeAsync());
    }

    [Fact]
    public async Task Requests_on_one_connection_share_a_page_also_with_one_that_does_not_read_it()
    {
        // More than a stream may send before its client reads.
        var page = new string('x', 900_000);
        var made = new Counted();
        await using var site = await StartAsync(app => app.MapGet("/", async context =>
        {
            made.Next();
            for (var at = 0; at < page.Length; at += 50_000)
                await context.Response.WriteAsync(page.Substring(at, 50_000));
        }));
        using var lazy = await SendAsync(site, HttpMethod.Get);

        var others = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var response = await SendAsync(site, HttpMethod.Get);
            return await TextOfAsync(response);
        }));

        Assert.All(others, text => Assert.Equal(page, text));
        Assert.Equal(page, await TextOfAsync(lazy));
        Assert.Equal(1, made.Count);
    }

    private static async Task WriteAsync(HttpResponse response, string way)
    {
        var bytes = Encoding.ASCII.GetBytes(Text);
        switch (way)
        {
            case "stream":
                await response.Body.WriteAsync(bytes.AsMemory(0, 8));
                await response.Body.FlushAsync();
                await response.Body.WriteAsync(bytes.AsMemory(8));
                break;
            case "unflushed":
                response.BodyWriter.Write(bytes);
                break;
            case "file":
                using (var folder = new TemporaryFolder())
                {
                    var file = Path.Combine(folder.Path, "page");
                    await File.WriteAllTextAsync(file, Text);
                    await response.SendFileAsync(file);
                }

                break;
            case "complete":
                await response.WriteAsync(Text);
                await response.CompleteAsync();
                break;
        }
    }

    private static Task<TestSite> StartAsync(Action<WebApplication> map) => TestSite.StartAsync(map, new()
    {
        Services = static services => services.Configure<KestrelServerOptions>(static options =>
            options.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http2)),
    });

    private static async Task<HttpResponseMessage> SendAsync(TestSite site, HttpMethod method)
    {
        using var request = new HttpRequestMessage(method, "/") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var response = await site.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpVersion.Version20, response.Version);
        return response;
    }

    private static Task<string> TextOfAsync(HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private static string[] FieldsOf(HttpResponseMessage response) =>
        [.. response.Headers.Concat(response.Content.Headers)
            .Where(static field => field.Key is not ("Age" or "Content-Length" or "ETag" or "Accept-Ranges"))
            .Select(static field => $"{field.Key}: {string.Join('|', field.Value)}")
            .Order(StringComparer.Ordinal)];
}
