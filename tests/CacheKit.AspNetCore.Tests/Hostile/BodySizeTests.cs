using System.Buffers;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>No way of writing a body gets more into the cache, or into memory, than the limit allows.</summary>
public sealed class BodySizeTests
{
    private const int Limit = 100_000;

    [Fact]
    public async Task What_was_left_unflushed_counts_too()
    {
        await using var site = await StartAsync(static context => context.Response.BodyWriter.Write(new byte[Limit + 1]));

        Assert.Equal(PageCacheOutcome.TooLarge, await site.OutcomeOfAsync("/"));
        Assert.Equal(Limit + 1, (await site.Client.GetByteArrayAsync("/", TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task What_was_written_synchronously_counts_too()
    {
        await using var site = await StartAsync(static context =>
        {
            context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
            for (var i = 0; i < 11; i++)
                context.Response.Body.Write(new byte[Limit / 10]);
        });

        Assert.Equal(PageCacheOutcome.TooLarge, await site.OutcomeOfAsync("/"));
        Assert.Equal(Limit / 10 * 11, (await site.Client.GetByteArrayAsync("/", TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task What_is_written_synchronously_while_the_client_takes_nothing_counts_too()
    {
        var clientReads = new TaskCompletionSource();
        var outcome = new TaskCompletionSource<PageCacheOutcome?>();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Options = static options => options.MaximumBodySize = Limit,
            Pipeline = app =>
            {
                app.Use((context, next) =>
                {
                    context.Response.Body = new HeldStream(clientReads.Task);
                    return next(context);
                });
                app.UseSiteCache();
                app.MapGet("/", async context =>
                {
                    await context.Response.Body.WriteAsync(new byte[1]);
                    var feature = context.Features.GetRequiredFeature<IPageCacheFeature>();
                    var reading = Eventually.IsTrueAsync(() => feature.Outcome == PageCacheOutcome.TooLarge).ContinueWith(_ => clientReads.TrySetResult(), TaskScheduler.Default);
                    context.Response.Body.Write(new byte[Limit]);
                    outcome.SetResult(feature.Outcome);
                    await reading;
                });
            },
        });

        var answer = site.OutcomeOfAsync("/");

        Assert.Equal(PageCacheOutcome.TooLarge, await outcome.Task.WaitAsync(TestContext.Current.CancellationToken));
        await answer;
    }

    [Fact]
    public async Task A_page_of_just_the_limit_is_stored()
    {
        await using var site = await StartAsync(static context => context.Response.BodyWriter.Write(new byte[Limit]));

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
    }

    private static Task<TestSite> StartAsync(Action<HttpContext> write) =>
        TestSite.StartAsync(
            app => app.MapGet("/", context =>
            {
                write(context);
                return Task.CompletedTask;
            }),
            new() { Options = static options => options.MaximumBodySize = Limit });
}
