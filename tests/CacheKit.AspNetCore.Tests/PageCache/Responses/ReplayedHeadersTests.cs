using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Responses;

/// <summary>Which fields a hit repeats, and that it repeats them byte for byte.</summary>
public sealed class ReplayedHeadersTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Fields_are_repeated_byte_for_byte(bool onBytes)
    {
        await using var site = await TestSite.StartAsync(
            static app => app.MapGet("/", static (HttpResponse response) =>
            {
                response.Headers["x-LOWER-Upper"] = " spaced\tvalue; a=\"b, c\" ";
                response.Headers.Append("Link", "</a>; rel=preload");
                response.Headers.Append("Link", "</b>; rel=preload");
                response.Headers.ETag = "\"etag\"";
                response.Headers.LastModified = "Mon, 01 Jan 2024 00:00:00 GMT";
                return Results.Text("page", "text/html; charset=utf-8");
            }),
            new() { OnBytes = onBytes });

        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.NotNull(hit.Header("Age"));
        Assert.Equal(first.ReplayedLines(), hit.ReplayedLines());
        Assert.Equal(2, hit.HeaderLines.Count(static line => line.StartsWith("Link:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("X-Hop")]
    [InlineData("Keep-Alive")]
    [InlineData("Proxy-Authenticate")]
    [InlineData("TE")]
    [InlineData("traceparent")]
    [InlineData("tracestate")]
    [InlineData("Request-Id")]
    [InlineData("X-Request-Id")]
    [InlineData("Server-Timing")]
    public async Task Fields_of_one_connection_or_one_request_are_not_repeated(string name)
    {
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", (HttpResponse response) =>
        {
            response.Headers[name] = "first";
            if (name == "X-Hop")
                response.Headers.Connection = "close, x-hop";
            return "page";
        }));

        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.Equal("first", first.Header(name));
        Assert.NotNull(hit.Header("Age"));
        Assert.Null(hit.Header(name));
    }

    [Fact]
    public async Task A_header_added_at_the_last_moment_is_in_every_answer()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", static (HttpContext context) =>
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers["X-Late"] = "yes";
                return Task.CompletedTask;
            });
            return "page";
        }));

        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.Equal("yes", first.Header("X-Late"));
        Assert.Equal("yes", hit.Header("X-Late"));
    }

    [Fact]
    public async Task Each_answer_gets_the_fields_of_middleware_outside_from_its_own_request()
    {
        var requests = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                app.Use((context, next) =>
                {
                    var number = requests.Next();
                    context.Response.OnStarting(() =>
                    {
                        context.Response.Headers["X-Number"] = $"{number}";
                        return Task.CompletedTask;
                    });
                    return next(context);
                });
                app.UseSiteCache();
                app.MapGet("/", static () => "page");
            },
        });

        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.Equal("1", first.Header("X-Number"));
        Assert.Equal("2", hit.Header("X-Number"));
    }

    [Fact]
    public async Task HEAD_is_answered_from_a_stored_GET_without_its_body()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.Map("/", (HttpContext context) => made.Page()));
        var get = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        var head = await RawClient.SendAsync(site.Address, "HEAD / HTTP/1.1");

        Assert.Equal(1, made.Count);
        Assert.Empty(head.Body);
        Assert.Equal(get.ReplayedLines(), head.ReplayedLines());
        Assert.Equal("6", head.Header("Content-Length"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task HEAD_is_a_page_of_its_own_where_no_GET_is_stored(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app => app.Map("/", (HttpContext context) =>
            {
                made.Next();
                context.Response.ContentLength = 4;
                return context.Response.WriteAsync("page");
            }),
            new() { OnBytes = onBytes });

        var first = await RawClient.SendAsync(site.Address, "HEAD / HTTP/1.1");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        var second = await RawClient.SendAsync(site.Address, "HEAD / HTTP/1.1");
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeAsync());
        Assert.Equal(1, made.Count);
        Assert.Equal(("4", "4"), (first.Header("Content-Length"), second.Header("Content-Length")));
        Assert.Empty(second.Body);

        // A stored answer to a HEAD has no body to answer a GET with.
        Assert.Equal("page", await site.GetAsync("/"));
        Assert.Equal(2, made.Count);
    }

    [Theory]
    [InlineData("/a%2Fb", "/a%2fb")]
    [InlineData("/a%2Fb", "/a/b")]
    [InlineData("/a//b", "/a/b")]
    [InlineData("/a/B", "/a/b")]
    [InlineData("/a/b?x=1&y=2", "/a/b?y=2&x=1")]
    [InlineData("/a/b?x", "/a/b?X")]
    [InlineData("/a/b?", "/a/b")]
    [InlineData("/a/b;c", "/a/b")]
    [InlineData("/a/./b", "/a/b")]
    [InlineData("/%61/b", "/a/b")]
    [InlineData("/a%20b", "/a+b")]
    [InlineData("/a%3Fx=1", "/a?x=1")]
    [InlineData("/a%25%32%46b", "/a%2Fb")]
    [InlineData("/a?x=1%26y=2", "/a?x=1&y=2")]
    [InlineData("/a?x=a+b", "/a?x=a%20b")]
    [InlineData("/a?%78=1", "/a?x=1")]
    [InlineData("/a?x=1&x=2", "/a?x=1,2")]
    [InlineData("/a?x=1&", "/a?x=1")]
    [InlineData("/a?x=", "/a?x")]
    [InlineData("/a??x", "/a?x")]
    public async Task Two_URLs_sent_differently_are_two_pages(string one, string other)
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/{**path}", static (HttpContext context) =>
            context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget));

        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(one, (await RawClient.SendAsync(site.Address, $"GET {one} HTTP/1.1")).Text);
            Assert.Equal(other, (await RawClient.SendAsync(site.Address, $"GET {other} HTTP/1.1")).Text);
        }
    }

    [Fact]
    public async Task Each_host_has_its_own_pages()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", static (HttpRequest request) => request.Host.Value));

        Assert.Equal("one.example", await site.GetAsync("/", ("Host", "one.example")));
        Assert.Equal("two.example", await site.GetAsync("/", ("Host", "two.example")));
        Assert.Equal("one.example", await site.GetAsync("/", ("Host", "one.example")));
    }

    [Fact]
    public async Task Each_scheme_has_its_own_pages()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Services = static services => services.Configure<ForwardedHeadersOptions>(static options =>
                options.ForwardedHeaders = Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders.XForwardedProto),
            Pipeline = static app =>
            {
                app.UseForwardedHeaders();
                app.UseSiteCache();
                app.MapGet("/", static (HttpRequest request) => request.Scheme);
            },
        });

        Assert.Equal("https", await site.GetAsync("/", ("X-Forwarded-Proto", "https")));
        Assert.Equal("http", await site.GetAsync("/"));
        Assert.Equal("https", await site.GetAsync("/", ("X-Forwarded-Proto", "https")));
    }
}
