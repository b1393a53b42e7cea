using System.Buffers;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.ConditionalRequests;

/// <summary>Conditional requests for pages that are made anew each time, as they go over the wire.</summary>
public sealed class ConditionalGetTests
{
    private const string Date = "Mon, 04 May 2026 03:00:00 GMT";

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("stream")]
    [InlineData("advance")]
    [InlineData("unflushed")]
    [InlineData("complete")]
    public async Task A_page_without_a_tag_is_given_one_and_asked_for_by_it(string way)
    {
        await using var site = await StartAsync(app => app.MapGet("/", context => WriteAsync(context, way)));

        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        var second = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", $"If-None-Match: {first.Header("ETag")}");
        var other = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "If-None-Match: \"other\"");
        var refused = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "If-Match: \"other\"");

        Assert.Equal("HTTP/1.1 200 OK", first.StatusLine);
        Assert.Equal(first.Text.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), first.Header("Content-Length"));
        Assert.Contains("page", first.Text, StringComparison.Ordinal);
        Assert.Equal("HTTP/1.1 304 Not Modified", second.StatusLine);
        Assert.Equal(["Connection: close", $"ETag: {first.Header("ETag")}", "Server: Kestrel"], LinesWithoutDate(second));
        Assert.Empty(second.Body);
        Assert.Equal((first.StatusLine, first.Text), (other.StatusLine, other.Text));
        Assert.Equal("HTTP/1.1 412 Precondition Failed", refused.StatusLine);
        Assert.Equal(["Connection: close", "Content-Length: 0", "Server: Kestrel"], LinesWithoutDate(refused));
    }

    [Fact]
    public async Task The_same_page_has_the_same_tag_and_another_has_another()
    {
        var made = new Counted();
        await using var site = await StartAsync(app =>
        {
            app.MapGet("/same", static () => "page");
            app.MapGet("/other", () => made.Page());
        });

        Assert.Equal(await TagAsync(site, "/same"), await TagAsync(site, "/same"));
        Assert.NotEqual(await TagAsync(site, "/other"), await TagAsync(site, "/other"));
    }

    [Theory]
    [InlineData("If-None-Match: \"own\"", "304 Not Modified")]
    [InlineData("If-None-Match: \"other\"", "200 OK")]
    [InlineData("If-Modified-Since: " + Date, "304 Not Modified")]
    [InlineData("If-Unmodified-Since: Mon, 04 May 2026 02:59:59 GMT", "412 Precondition Failed")]
    [InlineData("If-Match: W/\"own\"", "412 Precondition Failed")]
    [InlineData("X-No: 1", "200 OK")]
    public async Task A_page_with_validators_of_its_own_is_judged_by_them(string condition, string status)
    {
        await using var site = await StartAsync(static app => app.MapMethods("/", ["GET", "HEAD"], static async (HttpContext context) =>
        {
            context.Response.Headers.ETag = "\"own\"";
            context.Response.Headers.LastModified = Date;
            context.Response.Headers.CacheControl = "max-age=5";
            context.Response.ContentType = "text/plain";
            await context.Response.Body.WriteAsync("pa"u8.ToArray());
            await context.Response.Body.FlushAsync();
            await context.Response.WriteAsync("ge");
        }));

        var get = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", condition);
        var head = await RawClient.SendAsync(site.Address, "HEAD / HTTP/1.1", condition);

        Assert.Equal("HTTP/1.1 " + status, get.StatusLine);
        Assert.Equal("HTTP/1.1 " + status, head.StatusLine);
        Assert.Equal(status == "200 OK" ? "page" : "", get.Text);
        Assert.Equal(status == "200 OK" ? "text/plain" : null, get.Header("Content-Type"));
        Assert.Equal(status.StartsWith("412", StringComparison.Ordinal) ? null : "max-age=5", get.Header("Cache-Control"));
        Assert.Equal(status == "200 OK" ? Date : null, get.Header("Last-Modified"));
    }

    [Theory]
    [InlineData("events")]
    [InlineData("no-store")]
    [InlineData("error")]
    [InlineData("large")]
    [InlineData("large-declared")]
    [InlineData("two-flushes")]
    [InlineData("flushed-stream")]
    [InlineData("unbuffered")]
    [InlineData("empty")]
    public async Task What_cannot_or_must_not_be_held_back_goes_out_without_a_tag(string way)
    {
        await using var site = await StartAsync(app => app.MapGet("/", context => WriteUntaggedAsync(context, way)));

        var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "If-None-Match: *");

        Assert.StartsWith(way == "error" ? "HTTP/1.1 404" : "HTTP/1.1 200", answer.StatusLine, StringComparison.Ordinal);
        Assert.Null(answer.Header("ETag"));
        Assert.Equal(way switch { "large" or "large-declared" => 300_000, "empty" => 0, _ => 4 }, answer.Text.Length);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_is_flushed_reaches_the_client_at_once(bool byDisabling)
    {
        var clientHasFirst = new TaskCompletionSource();
        await using var site = await StartAsync(app => app.MapGet("/", async context =>
        {
            if (byDisabling)
            {
                context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseBodyFeature>()!.DisableBuffering();
                await context.Response.WriteAsync("first");
            }
            else
            {
                await context.Response.Body.WriteAsync("first"u8.ToArray());
                await context.Response.Body.FlushAsync();
            }

            await clientHasFirst.Task.WaitAsync(TestContext.Current.CancellationToken);
            await context.Response.WriteAsync("second");
        }));

        using var client = await RawClient.ConnectAsync(site.Address);
        await client.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        await client.ReadUntilAsync("first");
        clientHasFirst.SetResult();
        Assert.Contains("second", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_fails_half_way_is_an_error_and_not_half_a_page()
    {
        await using var site = await StartAsync(static app =>
        {
            app.MapControllers();
            app.MapGet("/", static async context =>
            {
                await context.Response.WriteAsync("half");
                throw new InvalidOperationException();
            });
        });

        Assert.Equal("HTTP/1.1 500 Internal Server Error", (await RawClient.SendAsync(site.Address, "GET / HTTP/1.1")).StatusLine);
        Assert.Equal("HTTP/1.1 500 Internal Server Error", (await RawClient.SendAsync(site.Address, "GET /versioned/fails HTTP/1.1")).StatusLine);
    }

    [Fact]
    public async Task Other_methods_are_let_pass()
    {
        await using var site = await StartAsync(static app => app.MapPost("/", static () => "changed"));

        var answer = await RawClient.SendAsync(site.Address, "POST / HTTP/1.1", "Content-Length: 0", "If-None-Match: *");

        Assert.Equal(("HTTP/1.1 200 OK", null), (answer.StatusLine, answer.Header("ETag")));
    }

    [Fact]
    public async Task The_attribute_works_on_controllers_by_itself()
    {
        await using var site = await StartAsync(static app => app.MapControllers(), middleware: false);

        var tag = await TagAsync(site, "/versioned/tagged");
        var answer = await RawClient.SendAsync(site.Address, "GET /versioned/tagged HTTP/1.1", $"If-None-Match: {tag}");

        Assert.Equal("HTTP/1.1 304 Not Modified", answer.StatusLine);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_page_compressed_outside_has_a_weak_tag_which_serves_to_ask(bool accepts)
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            WithPages = false,
            Services = static services => services.AddResponseCompression(),
            Pipeline = static app =>
            {
                app.UseResponseCompression();
                app.UseConditionalGet();
                app.MapGet("/", static () => new string('x', 2000));
            },
        });
        var accept = accepts ? "Accept-Encoding: br" : "X-No: 1";

        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", accept);
        var second = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", accept, $"If-None-Match: {first.Header("ETag")}");

        Assert.Equal(accepts ? "br" : null, first.Header("Content-Encoding"));
        Assert.Equal(accepts, first.Header("ETag")!.StartsWith("W/", StringComparison.Ordinal));
        Assert.Equal("HTTP/1.1 304 Not Modified", second.StatusLine);
        Assert.Equal(first.Header("Vary"), second.Header("Vary"));
    }

    private static Task WriteAsync(HttpContext context, string way)
    {
        switch (way)
        {
            case "text":
                return context.Response.WriteAsync("page");
            case "json":
                return context.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["text"] = "page" });
            case "stream":
                return WritePiecesAsync(context);
            case "complete":
                return CompleteAsync(context);
            default:
                context.Response.BodyWriter.Write("pa"u8);
                context.Response.BodyWriter.Write("ge"u8);
                return way == "advance" ? context.Response.BodyWriter.FlushAsync().AsTask() : Task.CompletedTask;
        }
    }

    private static async Task CompleteAsync(HttpContext context)
    {
        await context.Response.WriteAsync("page");
        await context.Response.CompleteAsync();
    }

    private static async Task WritePiecesAsync(HttpContext context)
    {
        await context.Response.Body.WriteAsync("pa"u8.ToArray());
        await Task.Yield();
        await context.Response.Body.WriteAsync("ge"u8.ToArray());
    }

    private static async Task WriteUntaggedAsync(HttpContext context, string way)
    {
        var response = context.Response;
        switch (way)
        {
            case "events":
                response.ContentType = "text/event-stream";
                break;
            case "no-store":
                response.Headers.CacheControl = "no-store";
                break;
            case "error":
                response.StatusCode = 404;
                break;
            case "large" or "large-declared":
                response.ContentLength = way == "large" ? null : 300_000;
                for (var i = 0; i < 3; i++)
                    await response.Body.WriteAsync(new byte[100_000]);
                return;
            case "two-flushes":
                await response.WriteAsync("pa");
                await response.WriteAsync("ge");
                return;
            case "flushed-stream":
                await response.Body.WriteAsync("page"u8.ToArray());
                await response.Body.FlushAsync();
                return;
            case "unbuffered":
                context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseBodyFeature>()!.DisableBuffering();
                break;
            case "empty":
                return;
        }

        await response.WriteAsync("page");
    }

    private static async Task<string> TagAsync(TestSite site, string path)
    {
        var answer = await RawClient.SendAsync(site.Address, $"GET {path} HTTP/1.1");
        return Assert.IsType<string>(answer.Header("ETag"));
    }

    private static IEnumerable<string> LinesWithoutDate(RawResponse response) =>
        response.HeaderLines.Where(static line => !line.StartsWith("Date:", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static Task<TestSite> StartAsync(Action<WebApplication> map, bool middleware = true) => TestSite.StartAsync(new SiteSetup
    {
        WithPages = false,
        Services = static services => services.AddSingleton<Counted>().AddControllers(),
        Pipeline = app =>
        {
            app.UseExceptionHandler(static errors => errors.Run(static context => context.Response.WriteAsync("sorry")));
            app.UseRouting();
            if (middleware)
                app.UseConditionalGet();
            map(app);
        },
    });
}
