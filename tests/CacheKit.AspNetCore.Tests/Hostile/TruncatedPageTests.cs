using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>A handler that was told to stop and obeys in silence leaves a page that only looks whole.</summary>
public sealed class TruncatedPageTests
{
    [Fact]
    public async Task A_page_cut_short_by_a_time_limit_inside_is_not_stored_though_the_limit_is_taken_away_again()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/", static async context =>
        {
            var before = context.RequestAborted;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(before);
            context.RequestAborted = limit.Token;
            await context.Response.WriteAsync("the first half");
            await limit.CancelAsync();
            context.RequestAborted = before;
        }));

        Assert.Equal(PageCacheOutcome.Incomplete, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public async Task A_leader_that_leaves_ends_nothing_for_those_who_wait_and_runs_to_its_end_on_its_own_request()
    {
        var gate = new TaskCompletionSource();
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/", async context =>
        {
            var number = made.Next();
            await context.Response.WriteAsync($"first {context.Request.Query["who"]} ");
            await gate.Task;
            await context.Response.WriteAsync($"second {context.Request.Query["who"]} {number}");
        }));
        var leader = await RawClient.ConnectAsync(site.Address);
        await leader.WriteAsync($"GET /?who=a HTTP/1.1\r\nHost: {site.Address.Authority}\r\n\r\n");
        await Eventually.IsTrueAsync(() => made.Count == 1);

        leader.Abort();
        var others = Enumerable.Range(0, 20).Select(index => site.GetAsync($"/?who={index % 5}")).ToArray();
        await Eventually.IsTrueAsync(() => made.Count == 6 && site.Traffic.Disconnects == 1);
        gate.SetResult();

        var bodies = await Task.WhenAll(others);
        for (var i = 0; i < bodies.Length; i++)
            Assert.StartsWith($"first {i % 5} second {i % 5} ", bodies[i], StringComparison.Ordinal);
        Assert.Equal("first a second a 7", await site.GetAsync("/?who=a"));
    }
}
