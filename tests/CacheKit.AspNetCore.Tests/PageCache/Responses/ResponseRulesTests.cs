using System.Net;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Responses;

/// <summary>Which responses are stored. Each site runs on both kinds of store: they must agree.</summary>
public sealed class ResponseRulesTests
{
    [Theory]
    [InlineData("private")]
    [InlineData("Private")]
    [InlineData("PRIVATE , max-age=60")]
    [InlineData("max-age=60,private")]
    [InlineData("private=\"X-User, X-Name\"")]
    [InlineData("no-store")]
    [InlineData("No-Store")]
    [InlineData("no-cache")]
    [InlineData("no-cache=\"Set-Cookie\"")]
    [InlineData("public, no-cache")]
    [InlineData("x=\"unterminated, max-age=60")]
    public async Task A_response_that_forbids_it_is_not_stored(string cacheControl) =>
        Assert.Equal(PageCacheOutcome.CacheControl, await OutcomeOfAsync(response => response.Headers.CacheControl = cacheControl));

    [Theory]
    [InlineData("max-age=60")]
    [InlineData("MAX-AGE=60")]
    [InlineData("public")]
    [InlineData("x-private-ish=1")]
    [InlineData("x=\"a, private, b\"")]
    [InlineData("x=\"a\\\", private\"")]
    [InlineData("s-maxage=60, max-age=0")]
    [InlineData("max-age=99999999999999")]
    public async Task A_response_that_allows_it_is_stored(string cacheControl) =>
        Assert.Equal(PageCacheOutcome.Stored, await OutcomeOfAsync(response => response.Headers.CacheControl = cacheControl));

    [Theory]
    [InlineData("max-age=0")]
    [InlineData("max-age=x")]
    [InlineData("max-age")]
    [InlineData("max-age=-1")]
    [InlineData("max-age=\"60\"")]
    [InlineData("max-age=60, max-age=60")]
    [InlineData("max-age=60, max-age=0")]
    [InlineData("max-age=60, max-age=soon")]
    [InlineData("s-maxage=0, max-age=60")]
    [InlineData("s-maxage=tomorrow, max-age=60")]
    public async Task A_response_that_is_stale_or_says_it_unreadably_is_not_stored(string cacheControl) =>
        Assert.Equal(PageCacheOutcome.Stale, await OutcomeOfAsync(response => response.Headers.CacheControl = cacheControl));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    public async Task A_response_that_has_expired_is_not_stored(string expires) =>
        Assert.Equal(PageCacheOutcome.Stale, await OutcomeOfAsync(response => response.Headers.Expires = expires));

    [Fact]
    public async Task Two_different_Expires_are_no_time()
    {
        Assert.Equal(PageCacheOutcome.Stale, await OutcomeOfAsync(static response =>
            response.Headers.Expires = new(["Fri, 01 Jan 2100 00:00:00 GMT", "Fri, 01 Jan 2101 00:00:00 GMT"])));
    }

    [Fact]
    public async Task A_response_that_was_old_when_it_came_is_kept_for_what_is_left()
    {
        await using var site = await StartAsync(static response =>
        {
            response.Headers.CacheControl = "max-age=60";
            response.Headers.Age = "50";
        });

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        site.Time.Advance(TimeSpan.FromSeconds(9));
        using var hit = await site.SendAsync("/");
        Assert.Equal(TimeSpan.FromSeconds(59), hit.Headers.Age);
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeAsync());
        site.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
    }

    [Theory]
    [InlineData("*")]
    [InlineData(" * ")]
    [InlineData("Accept, *")]
    [InlineData("*, Accept")]
    [InlineData("X-A, ,*")]
    [InlineData("X A")]
    [InlineData("(")]
    [InlineData("a,b,c,d,e,f,g,h,i,j,k")]
    public async Task A_response_that_varies_by_everything_or_by_nonsense_is_not_stored(string vary) =>
        Assert.Equal(PageCacheOutcome.Vary, await OutcomeOfAsync(response => response.Headers.Vary = vary));

    [Fact]
    public async Task A_star_on_another_line_counts_too() =>
        Assert.Equal(PageCacheOutcome.Vary, await OutcomeOfAsync(static response => response.Headers.Vary = new(["Accept", "*"])));

    [Fact]
    public async Task A_response_that_sets_a_cookie_is_not_stored() =>
        Assert.Equal(PageCacheOutcome.SetCookie, await OutcomeOfAsync(static response => response.Cookies.Append("a", "b")));

    [Fact]
    public async Task A_response_that_sets_a_cookie_and_varies_by_cookies_is_not_stored() =>
        Assert.Equal(PageCacheOutcome.SetCookie, await OutcomeOfAsync(
            static response =>
            {
                response.Headers.Vary = "Cookie";
                response.Cookies.Append("a", "b");
            },
            ("Cookie", "unrelated=1")));

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_cookie_set_at_the_last_moment_counts_also_on_an_empty_page(bool withBody)
    {
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Cookies.Append("late", "1");
                return Task.CompletedTask;
            });
            if (withBody)
                await context.Response.WriteAsync("page");
        }));

        Assert.Equal(PageCacheOutcome.SetCookie, await site.OutcomeOfAsync("/"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_cookie_set_at_the_last_moment_outside_of_us_counts_too(bool withBody)
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                app.Use((context, next) =>
                {
                    context.Response.OnStarting(() =>
                    {
                        context.Response.Cookies.Append("late", "1");
                        return Task.CompletedTask;
                    });
                    return next(context);
                });
                app.UseSiteCache();
                app.MapGet("/", context => withBody ? context.Response.WriteAsync("page") : Task.CompletedTask);
            },
        });

        Assert.Equal(PageCacheOutcome.SetCookie, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.SetCookie, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public async Task What_middleware_outside_forbids_at_the_last_moment_is_not_stored()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = static app =>
            {
                app.Use(static (context, next) =>
                {
                    context.Response.OnStarting(() =>
                    {
                        if (context.Request.Path == "/private")
                            context.Response.Headers.CacheControl = "private";
                        else
                            context.Response.Headers.Append("Vary", "*");
                        return Task.CompletedTask;
                    });
                    return next(context);
                });
                app.UseSiteCache();
                app.MapGet("/{page}", static () => "page");
            },
        });

        Assert.Equal(PageCacheOutcome.CacheControl, await site.OutcomeOfAsync("/private"));
        Assert.Equal(PageCacheOutcome.Vary, await site.OutcomeOfAsync("/vary"));
    }

    [Theory]
    [InlineData(201)]
    [InlineData(203)]
    [InlineData(206)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(304)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Only_status_200_is_stored(int status) =>
        Assert.Equal(PageCacheOutcome.StatusCode, await OutcomeOfAsync(response => response.StatusCode = status));

    [Fact]
    public async Task A_listed_status_is_stored_only_when_it_says_for_how_long()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/{seconds:int}", (int seconds, HttpResponse response) =>
            {
                if (seconds > 0)
                    response.Headers.CacheControl = $"max-age={seconds}";
                return Results.NotFound(made.Page());
            }),
            new() { Options = static options => options.CacheableStatusCodes = [200, 404] });

        Assert.Equal(PageCacheOutcome.StatusCode, await site.OutcomeOfAsync("/0"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/10"));
        using var hit = await site.SendAsync("/10");
        Assert.Equal(HttpStatusCode.NotFound, hit.StatusCode);
        Assert.Equal(2, made.Count);
    }

    [Fact]
    public async Task A_part_of_a_page_is_not_stored() =>
        Assert.Equal(PageCacheOutcome.ContentRange, await OutcomeOfAsync(static response => response.Headers.ContentRange = "bytes 0-3/10"));

    [Fact]
    public async Task A_stream_of_events_is_not_stored() =>
        Assert.Equal(PageCacheOutcome.ContentType, await OutcomeOfAsync(static response => response.ContentType = "text/event-stream"));

    [Fact]
    public async Task A_response_with_trailers_is_not_stored()
    {
        await using var site = await StartAsync(static response => response.Headers.Trailer = "X-Sum");
        Assert.Equal(PageCacheOutcome.Headers, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public async Task A_header_that_no_server_sends_is_not_stored()
    {
        await using var site = await TestSite.StartAsync(
            static app => app.MapGet("/", static (HttpResponse response) =>
            {
                response.Headers["X-Name"] = "Zoë";
                return "page";
            }),
            new()
            {
                Services = static services => services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(
                static options => options.ResponseHeaderEncodingSelector = static _ => System.Text.Encoding.UTF8)
            });

        Assert.Equal(PageCacheOutcome.Headers, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public async Task The_smaller_max_age_goes_to_the_client_and_other_directives_stay()
    {
        await using var site = await StartAsync(static response => response.Headers.CacheControl = "public, max-age=30, s-maxage=120, x=\"a,b\"");

        using var response = await site.SendAsync("/");

        Assert.Equal("public, s-maxage=120, x=\"a,b\", max-age=30", Assert.Single(response.Headers.NonValidated["Cache-Control"]));
        Assert.Equal(site.Time.GetUtcNow().AddSeconds(30), response.Content.Headers.Expires);
    }

    [Fact]
    public async Task An_Expires_of_the_application_stays()
    {
        await using var site = await StartAsync(static response => response.Headers.Expires = "Fri, 01 Jan 2100 00:00:00 GMT");

        using var response = await site.SendAsync("/");

        Assert.Equal(new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero), response.Content.Headers.Expires);
    }

    [Fact]
    public async Task A_response_that_is_not_stored_is_left_as_it_is()
    {
        await using var site = await StartAsync(static response => response.Headers.CacheControl = "private");

        using var response = await site.SendAsync("/");

        Assert.Equal("private", response.Headers.CacheControl?.ToString());
        Assert.False(response.Content.Headers.Contains("Expires"));
    }

    private static async Task<PageCacheOutcome> OutcomeOfAsync(Action<HttpResponse> respond, params (string Name, string Value)[] headers)
    {
        var outcomes = new List<PageCacheOutcome>();
        foreach (var onBytes in new[] { false, true })
        {
            await using var site = await StartAsync(respond, onBytes);
            var first = await site.OutcomeOfAsync("/", headers);
            var second = await site.OutcomeOfAsync("/", headers);
            Assert.Equal(first == PageCacheOutcome.Stored ? PageCacheOutcome.Hit : first, second);
            outcomes.Add(first!.Value);
        }

        Assert.Equal(outcomes[0], outcomes[1]);
        return outcomes[0];
    }

    private static Task<TestSite> StartAsync(Action<HttpResponse> respond, bool onBytes = false) => TestSite.StartAsync(
        app => app.MapGet("/", context =>
        {
            respond(context.Response);
            return context.Response.StatusCode is 204 or 304 ? Task.CompletedTask : context.Response.WriteAsync("page");
        }),
        new() { OnBytes = onBytes });
}
