using System.Net;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Diagnostics;

namespace CacheKit.AspNetCore.Tests.PageCache.Making;

/// <summary>Pages that do not come to their end: failed, cut short, aborted, or replaced by an error page.</summary>
public sealed class IncompletePageTests
{
    [Fact]
    public async Task A_page_that_fails_after_its_first_bytes_is_not_stored()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            if (made.Next() == 1)
                throw new InvalidOperationException("the other half is missing");
        }));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => site.GetAsync("/"));
        Assert.Equal(PageCacheOutcome.Incomplete, await site.OutcomeAsync());
        Assert.Equal("half", await site.GetAsync("/"));
        Assert.Equal(2, made.Count);
    }

    [Fact]
    public async Task An_exception_before_the_first_byte_reaches_the_exception_handler_as_without_us()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = static app =>
            {
                app.UseExceptionHandler(static error => error.Run(static context => context.Response.WriteAsync("sorry")));
                app.UseSiteCache();
                app.MapGet("/", string () => throw new InvalidOperationException());
            },
        });

        using var response = await site.SendAsync("/");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("sorry", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PageCacheOutcome.Incomplete, await site.OutcomeAsync());
        Assert.DoesNotContain("max-age", response.Headers.CacheControl?.ToString() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_an_exception_handler_behind_us_is_not_stored_even_with_status_200()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = static app =>
            {
                app.UseSiteCache();
                app.UseExceptionHandler(static error => error.Run(static context =>
                {
                    context.Response.StatusCode = 200;
                    return context.Response.WriteAsync("sorry");
                }));
                app.MapGet("/", string () => throw new InvalidOperationException());
            },
        });

        // The framework's handler says no-store besides.
        Assert.Equal(PageCacheOutcome.CacheControl, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.CacheControl, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public async Task The_page_of_an_exception_handler_that_says_nothing_is_not_stored_either()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = static app =>
            {
                app.UseSiteCache();
                app.Use(static async (context, next) =>
                {
                    try
                    {
                        await next(context);
                    }
                    catch (InvalidOperationException exception)
                    {
                        context.Features.Set<IExceptionHandlerFeature>(new ExceptionHandlerFeature { Error = exception });
                        await context.Response.WriteAsync("sorry");
                    }
                });
                app.MapGet("/", string () => throw new InvalidOperationException());
            },
        });

        Assert.Equal(PageCacheOutcome.Incomplete, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public async Task A_page_shorter_than_announced_is_not_stored()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", static async context =>
        {
            context.Response.ContentLength = 10;
            await context.Response.WriteAsync("short");
        }));

        await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.Equal(PageCacheOutcome.Incomplete, await site.OutcomeAsync());
    }

    [Fact]
    public async Task A_page_whose_application_aborts_the_connection_is_not_stored()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", static async context =>
        {
            await context.Response.WriteAsync("half");
            context.Abort();
        }));

        await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");

        Assert.Equal(PageCacheOutcome.Incomplete, await site.OutcomeAsync());
    }

    [Fact]
    public async Task A_page_that_gives_up_when_its_client_leaves_is_not_stored()
    {
        var made = new Counted();
        var begun = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            if (made.Next() > 1)
            {
                await context.Response.WriteAsync("whole");
                return;
            }

            await context.Response.WriteAsync("truncated");
            begun.SetResult();
            var gone = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            await gone.Task.WaitAsync(TestContext.Current.CancellationToken);
            // And returns as if the page were whole.
        }));

        using (var client = await RawClient.ConnectAsync(site.Address))
        {
            await client.WriteAsync($"GET / HTTP/1.1\r\nHost: {site.Address.Authority}\r\n\r\n");
            await begun.Task.WaitAsync(TestContext.Current.CancellationToken);
            client.Abort();
        }

        Assert.Equal(PageCacheOutcome.Incomplete, await site.OutcomeAsync());
        Assert.Equal("whole", await site.GetAsync("/"));
    }
}
