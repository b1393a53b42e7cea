using System.Buffers;
using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.AspNetCore.Tests.PageCache.Making;

namespace CacheKit.AspNetCore.Tests.PageCache.Marks;

/// <summary>Within <c>stale-if-error</c> the old page is sent when making it anew fails before its first byte goes out.</summary>
public sealed class StaleIfErrorTests
{
    private const string Minute = "max-age=60, stale-if-error=30";

    public static TheoryData<string, bool> Failures { get; } = new(
        from failure in new[] { "throws", "status", "body", "writer", "started", "completed", "sync", "handled", "throws after an error" }
        from onBytes in new[] { false, true }
        select (failure, onBytes));

    [Theory, MemberData(nameof(Failures))]
    public async Task The_stale_page_is_sent_byte_for_byte_whatever_way_the_handler_fails(string failure, bool onBytes)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            OnBytes = onBytes,
            Pipeline = app =>
            {
                app.Use(static (context, next) =>
                {
                    context.Response.Headers["X-Outside"] = "kept";
                    return next(context);
                });
                app.UseSiteCache();
                app.UseExceptionHandler(static errors => errors.Run(static context => context.Response.WriteAsync("error page")));
                app.MapGet("/", handler.RunAsync);
            },
            Services = static services => services.AddExceptionHandler<OnlyHandled>(),
        });
        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        site.Time.Advance(TimeSpan.FromSeconds(61));
        handler.Instead = context => FailAsync(context, failure);

        var stale = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.Equal(PageCacheOutcome.StaleHit, await site.OutcomeAsync());
        Assert.Equal(first.StatusLine, stale.StatusLine);
        Assert.Equal(first.ReplayedLines(), stale.ReplayedLines());
        Assert.Equal(first.Text, stale.Text);
        Assert.Equal("61", stale.Header("Age"));
        Assert.Equal("6", stale.Header("Content-Length"));
        Assert.Equal(2, handler.Count);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_handler_that_fails_is_left_alone_for_a_while(bool onBytes)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StaleSite.WithPageAsync(handler, onBytes);
        handler.Instead = Handler.FailAsync;

        for (var i = 0; i < 20; i++)
            Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal(2, handler.Count);
        site.Time.Advance(TimeSpan.FromSeconds(5));
        await site.GetAsync("/");
        Assert.Equal(3, handler.Count);
        site.Time.Advance(TimeSpan.FromSeconds(5));
        handler.Instead = null;

        Assert.Equal("page 4", await site.GetAsync("/"));
        Assert.Equal("page 4", await site.GetAsync("/"));
    }

    [Fact]
    public async Task The_failure_is_logged_with_its_exception()
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StaleSite.WithPageAsync(handler);
        handler.Instead = Handler.FailAsync;

        await site.GetAsync("/");

        var warning = Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2041);
        Assert.IsType<InvalidOperationException>(warning.Exception);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Those_who_wait_for_the_new_page_get_the_stale_one_and_do_not_run_the_handler(bool onBytes)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StaleSite.WithPageAsync(handler, onBytes);
        var release = handler.Hold();
        handler.Instead = Handler.FailAsync;
        var underway = site.Traffic.Underway;

        var requests = Enumerable.Range(0, 20).Select(_ => site.GetAsync("/")).ToList();
        await Eventually.IsTrueAsync(() => site.Traffic.Underway == underway + 20);
        release.SetResult();

        Assert.All(await Task.WhenAll(requests), static page => Assert.Equal("page 1", page));
        Assert.Equal(2, handler.Count);
    }

    [Fact]
    public async Task When_the_window_is_over_the_failure_is_shown()
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StaleSite.WithPageAsync(handler, age: 91);
        handler.Instead = Handler.FailAsync;

        Assert.Equal(500, await site.StatusOfAsync("/"));
    }

    [Fact]
    public async Task A_failure_after_the_first_byte_is_the_clients_to_see_and_not_stored()
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StaleSite.WithPageAsync(handler);
        handler.Instead = static async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            throw new InvalidOperationException();
        };

        var broken = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        Assert.Equal("4\r\nhalf\r\n", broken.Body);

        Assert.Equal("page 1", await site.GetAsync("/"));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(302)]
    public async Task Another_status_is_no_failure(int status)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StaleSite.WithPageAsync(handler);
        handler.Instead = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        Assert.Equal(status, await site.StatusOfAsync("/"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_page_that_is_removed_while_its_successor_fails_is_not_sent(bool onBytes)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StaleSite.WithPageAsync(handler, onBytes);
        handler.Instead = async context =>
        {
            await site.Services.GetRequiredService<IPageCache>().RemoveAsync(site.Address.ToString(), TestContext.Current.CancellationToken);
            context.Response.StatusCode = 503;
            context.Response.Headers["X-Own"] = "error";
            await context.Response.WriteAsync("the error page");
        };

        var error = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.Equal("HTTP/1.1 503 Service Unavailable", error.StatusLine);
        Assert.Equal("error", error.Header("X-Own"));
        Assert.Equal("the error page", error.Text);
    }

    [Fact]
    public async Task An_error_page_too_long_to_be_held_back_is_passed_on()
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", handler.RunAsync), new() { Options = static options => options.MaximumBodySize = 1000 });
        await site.AgePageAsync();
        handler.Instead = static async context =>
        {
            context.Response.StatusCode = 503;
            for (var i = 0; i < 30; i++)
                await context.Response.WriteAsync(new string('x', 100));
        };

        var error = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.Equal("HTTP/1.1 503 Service Unavailable", error.StatusLine);
        Assert.Equal(new string('x', 3000), error.Text);
    }

    [Fact]
    public async Task Within_stale_while_revalidate_a_failure_is_answered_with_the_stale_page_too()
    {
        var handler = new Handler { CacheControl = "max-age=60, stale-while-revalidate=30" };
        await using var site = await StaleSite.WithPageAsync(handler);
        handler.Instead = Handler.FailAsync;

        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal(2, handler.Count);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_client_who_leaves_is_no_failure(bool onBytes)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await StaleSite.WithPageAsync(handler, onBytes);
        handler.Instead = static async context => await Task.Delay(Timeout.Infinite, context.RequestAborted);
        using var leaver = await RawClient.AskAsync(site.Address);
        await Eventually.IsTrueAsync(() => handler.Count == 2);

        leaver.Abort();
        Assert.Equal(PageCacheOutcome.Incomplete, await site.OutcomeAsync());
        handler.Instead = null;

        Assert.Equal("page 3", await site.GetAsync("/"));
    }

    [Fact]
    public async Task A_controllers_exception_goes_no_further()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Configuration = { ["Caches:default:Backend"] = "locmem", ["Caches:special:Backend"] = "locmem" },
            Services = static services => services.AddControllers().AddApplicationPart(typeof(FailingController).Assembly),
            Pipeline = static app => app.MapControllers(),
        });
        Assert.Equal("page", await site.GetAsync("/failing?fails=false"));
        FailingController.Fails = true;
        site.Time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal("page", await site.GetAsync("/failing?fails=false"));
        FailingController.Fails = false;
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_pair_answers_failures_with_stale_pages_too(bool throws)
    {
        var handler = new Handler { CacheControl = Minute };
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                app.UseUpdateCache();
                app.UseFetchFromCache();
                app.MapGet("/", handler.RunAsync);
            },
        });
        await site.AgePageAsync();
        handler.Instead = throws ? Handler.FailAsync : static context => FailAsync(context, "body");

        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal(2, handler.Count);
    }

    [Theory]
    [InlineData("SiteCache:StaleIfError", "-1")]
    [InlineData("SiteCache:StaleWhileRevalidate", "soon")]
    public async Task A_window_that_is_none_ends_the_start(string name, string value)
    {
        var error = await Assert.ThrowsAsync<CacheConfigurationException>(() =>
            TestSite.StartAsync(static _ => { }, new() { Configuration = { [name] = value } }));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(value, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void So_does_one_in_code()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new CachePageAttribute(60) { StaleIfError = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new CachePageAttribute(60) { StaleWhileRevalidate = -1 });
        var app = WebApplication.CreateSlimBuilder().Build();
        Assert.Throws<ArgumentOutOfRangeException>(() => app.MapGet("/", static () => "").CachePage(60, static options => options.StaleIfError = TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => app.MapGet("/", static () => "").CachePage(60, static options => options.StaleWhileRevalidate = TimeSpan.FromSeconds(-1)));
    }

    private static async Task FailAsync(HttpContext context, string way)
    {
        var response = context.Response;
        response.Headers["X-Failed"] = "yes";
        response.Headers.CacheControl = "no-store";
        if (way is "throws" or "handled")
            throw new InvalidOperationException(way);
        response.StatusCode = 503;
        response.ContentLength = way is "status" ? null : 5;
        switch (way)
        {
            case "body":
                await response.Body.WriteAsync("error"u8.ToArray());
                break;
            case "writer":
                response.BodyWriter.Write("error"u8);
                break;
            case "started":
                await response.StartAsync();
                await response.WriteAsync("error");
                break;
            case "completed":
                await response.WriteAsync("error");
                await response.CompleteAsync();
                break;
            case "sync":
                context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
                response.Body.Write("error"u8);
                response.Body.Flush();
                break;
            case "throws after an error":
                await response.WriteAsync("error");
                throw new InvalidOperationException(way);
        }
    }

    /// <summary>Leaves all exceptions but one to the page cache.</summary>
    private sealed class OnlyHandled : Microsoft.AspNetCore.Diagnostics.IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
        {
            if (exception.Message != "handled")
                return false;
            await context.Response.WriteAsync("handled", cancellationToken);
            return true;
        }
    }
}
