using System.Buffers;
using CacheKit.AspNetCore.PageCache.Making;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Tests.PageCache.Making;

/// <summary>Responses that go on for long: whom they keep waiting, and when they end.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task A_stream_without_an_end_keeps_nobody_waiting_for_longer_than_the_limit()
    {
        var begun = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", context => StreamAsync(context, begun)));
        using var first = await ReadAsync(site);
        await first.ReadUntilAsync("tick 1");
        using var second = await ReadAsync(site);
        await Eventually.IsTrueAsync(() => site.Traffic.Underway == 2);

        site.Time.Advance(SharingLimit.AfterFirstByte);
        await second.ReadUntilAsync("tick 2");

        // Nor does it keep those who come after that.
        using var third = await ReadAsync(site);
        await third.ReadUntilAsync("tick 3");
    }

    [Fact]
    public async Task From_then_on_it_ends_with_its_client()
    {
        var begun = new Counted();
        var ended = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            await StreamAsync(context, begun);
            ended.Next();
        }));
        var first = await ReadAsync(site);
        await first.ReadUntilAsync("tick 1");
        using var second = await ReadAsync(site);
        await Eventually.IsTrueAsync(() => site.Traffic.Underway == 2);
        site.Time.Advance(SharingLimit.AfterFirstByte);
        await second.ReadUntilAsync("tick 2");

        first.Abort();

        await Eventually.IsTrueAsync(() => ended.Count == 1);
        Assert.Equal(PageCacheOutcome.Incomplete, await site.OutcomeAsync());
    }

    [Fact]
    public async Task A_client_that_has_left_before_ends_it_then()
    {
        var begun = new Counted();
        var ended = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            await StreamAsync(context, begun);
            ended.Next();
        }));
        var first = await ReadAsync(site);
        await first.ReadUntilAsync("tick 1");
        using var second = await ReadAsync(site);
        await Eventually.IsTrueAsync(() => site.Traffic.Underway == 2);
        first.Abort();
        await Eventually.IsTrueAsync(() => site.Traffic.Disconnects == 1);
        Assert.Equal(0, ended.Count);

        site.Time.Advance(SharingLimit.AfterFirstByte);

        await second.ReadUntilAsync("tick 2");
        await Eventually.IsTrueAsync(() => ended.Count == 1);
    }

    [Fact]
    public async Task A_page_that_takes_longer_than_that_is_stored_all_the_same()
    {
        var made = new Counted();
        var goOn = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            await context.Response.WriteAsync(made.Page());
            await goOn.Task.WaitAsync(TestContext.Current.CancellationToken);
            await context.Response.WriteAsync(" to its end");
        }));
        using var first = await ReadAsync(site);
        await first.ReadUntilAsync("page 1");

        site.Time.Advance(SharingLimit.AfterFirstByte);
        goOn.SetResult();

        await first.ReadToEndAsync();
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        Assert.Equal("page 1 to its end", await site.GetAsync("/"));
    }

    [Fact]
    public async Task Before_its_first_byte_a_page_is_waited_for_as_long_as_it_takes()
    {
        var made = new Counted();
        var goOn = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            var page = made.Page();
            await goOn.Task.WaitAsync(TestContext.Current.CancellationToken);
            await context.Response.WriteAsync(page);
        }));
        var first = site.GetAsync("/");
        await Eventually.IsTrueAsync(() => made.Count == 1);
        var second = site.GetAsync("/");
        await Eventually.IsTrueAsync(() => site.Traffic.Underway == 2);

        site.Time.Advance(SharingLimit.AfterFirstByte * 10);
        goOn.SetResult();

        Assert.Equal(["page 1", "page 1"], await Task.WhenAll(first, second));
    }

    [Fact]
    public async Task A_stream_that_outgrows_the_copy_goes_on_without_it()
    {
        var piece = new string('x', 10_000);
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", async context =>
            {
                for (var i = 0; i < 1000; i++)
                {
                    context.Response.BodyWriter.Write(System.Text.Encoding.ASCII.GetBytes(piece));
                    await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
                    if (i == 100)
                        Assert.Equal(PageCacheOutcome.TooLarge, context.Features.GetRequiredFeature<IPageCacheFeature>().Outcome);
                }
            }),
            new() { Options = static options => options.MaximumBodySize = 50_000 });

        Assert.Equal(10_000_000, (await site.GetAsync("/")).Length);
        Assert.Equal(PageCacheOutcome.TooLarge, await site.OutcomeAsync());
    }

    private static async Task StreamAsync(HttpContext context, Counted begun)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(end.SetResult);
        await context.Response.WriteAsync($"tick {begun.Next()}\n");
        await context.Response.Body.FlushAsync();
        await end.Task;
    }

    private static async Task<RawClient> ReadAsync(TestSite site)
    {
        var client = await RawClient.ConnectAsync(site.Address);
        await client.WriteAsync($"GET / HTTP/1.1\r\nHost: {site.Address.Authority}\r\nConnection: close\r\n\r\n");
        return client;
    }
}
