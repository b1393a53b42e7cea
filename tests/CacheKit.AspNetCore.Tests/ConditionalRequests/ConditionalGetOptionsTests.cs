using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.DataProtection;

namespace CacheKit.AspNetCore.Tests.ConditionalRequests;

/// <summary>Endpoints whose state is known before they run (Django's <c>condition</c>).</summary>
public sealed class ConditionalGetOptionsTests
{
    private const string Date = "Mon, 04 May 2026 03:00:00 GMT";

    [Theory]
    [InlineData("GET", "If-None-Match: \"v1\"", 304, 0)]
    [InlineData("GET", "If-None-Match: W/\"v1\"", 304, 0)]
    [InlineData("GET", "If-Modified-Since: " + Date, 304, 0)]
    [InlineData("GET", "If-Match: \"v2\"", 412, 0)]
    [InlineData("GET", "If-Unmodified-Since: Mon, 04 May 2026 02:00:00 GMT", 412, 0)]
    [InlineData("GET", "If-None-Match: \"v2\"", 200, 1)]
    [InlineData("GET", "X-No: 1", 200, 1)]
    [InlineData("PUT", "If-Match: \"v1\"", 200, 1)]
    [InlineData("PUT", "If-Match: \"v2\"", 412, 0)]
    [InlineData("PUT", "If-None-Match: *", 412, 0)]
    [InlineData("PUT", "X-No: 1", 200, 1)]
    public async Task The_endpoint_runs_only_if_it_has_to(string method, string condition, int status, int runs)
    {
        var made = new Counted();
        await using var site = await StartAsync(app => app.MapMethods("/", ["GET", "PUT"], () => made.Page()).ConditionalGet(options =>
        {
            options.ETag = static _ => new("v1");
            options.LastModified = static _ => new(new DateTimeOffset(2026, 5, 4, 3, 0, 0, 999, TimeSpan.Zero));
        }));

        var answer = await RawClient.SendAsync(site.Address, $"{method} / HTTP/1.1", condition, "Content-Length: 0");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer.StatusLine, StringComparison.Ordinal);
        Assert.Equal(runs, made.Count);
        Assert.Equal(method == "GET" && status != 412 ? "\"v1\"" : null, answer.Header("ETag"));
        Assert.Equal(method == "GET" && status == 200 ? Date : null, answer.Header("Last-Modified"));
        Assert.Equal(status == 200 ? "page 1" : "", answer.Text);
    }

    [Fact]
    public async Task A_state_that_nobody_knows_is_that_of_the_body()
    {
        await using var site = await StartAsync(static app => app.MapGet("/", static () => "page").ConditionalGet(static options =>
        {
            options.ETag = static _ => new((string?)null);
            options.LastModified = static _ => new((DateTimeOffset?)null);
        }));

        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        var second = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", $"If-None-Match: {first.Header("ETag")}");

        Assert.Equal("HTTP/1.1 304 Not Modified", second.StatusLine);
    }

    [Fact]
    public async Task A_304_says_what_the_endpoint_s_metadata_say()
    {
        await using var site = await StartAsync(static app => app.MapGet("/", static () => "page")
            .VaryOnHeaders("X-A").ConditionalGet(static options => options.ETag = static _ => new("W/\"v1\"")).CacheControl(static options => options.Private = true));

        var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "If-None-Match: \"v1\"");

        Assert.Equal(
            ("HTTP/1.1 304 Not Modified", "W/\"v1\"", "private", "X-A"),
            (answer.StatusLine, answer.Header("ETag"), answer.Header("Cache-Control"), answer.Header("Vary")));
    }

    [Fact]
    public async Task What_is_nearest_to_an_endpoint_tells_its_state()
    {
        await using var site = await StartAsync(static app =>
            app.MapGroup("/").ConditionalGet(static options => options.ETag = static _ => new("group"))
                .MapGet("/", static () => "page").ConditionalGet(static options => options.ETag = static _ => new("own")));

        Assert.Equal("\"own\"", (await RawClient.SendAsync(site.Address, "GET / HTTP/1.1")).Header("ETag"));
    }

    [Fact]
    public async Task A_tag_that_cannot_be_sent_is_an_error_that_names_the_endpoint()
    {
        var error = new TaskCompletionSource<Exception>();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                app.Use(async (context, next) =>
                {
                    try
                    {
                        await next(context);
                    }
                    catch (InvalidOperationException exception)
                    {
                        error.SetResult(exception);
                    }
                });
                app.MapGet("/", static () => "page").WithDisplayName("the page").ConditionalGet(static options => options.ETag = static _ => new("a\"b"));
            },
        });

        await site.GetAsync("/");

        Assert.Contains("the page", (await error.Task).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/versioned/mapped")]
    [InlineData("/Headers/Pages/Mapped")]
    public async Task Controllers_and_Razor_Pages_are_endpoints_too(string path)
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Configuration = new() { ["Caches:default:Backend"] = "locmem", ["Caches:special:Backend"] = "locmem" },
            Services = static services =>
            {
                services.AddSingleton<Counted>();
                services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
                services.AddMvc().AddRazorPagesOptions(static options => options.RootDirectory = "/");
            },
            Pipeline = static app =>
            {
                app.MapControllers().ConditionalGet(static options => options.ETag = static _ => new("v1"));
                app.MapRazorPages().ConditionalGet(static options => options.ETag = static _ => new("v1")).VaryOnHeaders("X-A");
            },
        });

        var first = await RawClient.SendAsync(site.Address, $"GET {path} HTTP/1.1");
        var second = await RawClient.SendAsync(site.Address, $"GET {path} HTTP/1.1", "If-None-Match: \"v1\"");

        Assert.Equal(("HTTP/1.1 200 OK", "\"v1\""), (first.StatusLine, first.Header("ETag")));
        Assert.Equal("HTTP/1.1 304 Not Modified", second.StatusLine);
        if (path.StartsWith("/Headers", StringComparison.Ordinal))
            Assert.Equal(("X-A", "X-A"), (first.Header("Vary"), second.Header("Vary")));
        Assert.Empty(second.Body);
    }

    private static Task<TestSite> StartAsync(Action<WebApplication> map) =>
        TestSite.StartAsync(new SiteSetup { WithPages = false, Pipeline = map });
}
