namespace CacheKit.AspNetCore.Tests.Fragments;

public sealed class FragmentFlightTests
{
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Concurrent_requests_render_a_fragment_once()
    {
        await using var site = await FragmentSite.StartAsync();
        var gate = new TaskCompletionSource();
        site.Renderings.Inside = (_, _) => gate.Task;

        var requests = Enumerable.Range(0, 20).Select(_ => site.GetAsync("Plain")).ToArray();
        gate.SetResult();
        var bodies = await Task.WhenAll(requests).WaitAsync(_soon, TestContext.Current.CancellationToken);

        Assert.Equal(1, site.Renderings.Count);
        Assert.Single(bodies.Distinct());
    }

    [Fact]
    public async Task A_request_that_is_aborted_hands_the_fragment_over_to_one_that_waits()
    {
        await using var site = await FragmentSite.StartAsync();
        using var leaving = new CancellationTokenSource();
        var renders = new TaskCompletionSource();
        site.Renderings.Inside = async (number, context) =>
        {
            if (number > 1)
                return;
            var aborted = new TaskCompletionSource();
            context.RequestAborted.Register(aborted.SetResult);
            renders.SetResult();

            // Swallows its request's end, as a view that shows what it has got so far does.
            await aborted.Task;
        };
        var leader = site.GetUntilAsync(leaving, "Plain");
        await renders.Task.WaitAsync(_soon, TestContext.Current.CancellationToken);
        var waiter = site.GetAsync("Plain");

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        Assert.Contains("rendering 2", await waiter.WaitAsync(_soon, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("rendering 2", await site.GetAsync("Plain"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_aborted_alone_does_not_leave_its_view_while_it_renders()
    {
        var end = new RequestEnd();
        await using var site = await FragmentSite.StartAsync(configure: services => services.AddMvc(options => options.Filters.Add(end)));
        using var leaving = new CancellationTokenSource();
        var renders = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        site.Renderings.Inside = async (number, _) =>
        {
            if (number > 1)
                return;
            renders.SetResult();
            await gate.Task;
        };
        var leader = site.GetUntilAsync(leaving, "Plain");
        await renders.Task.WaitAsync(_soon, TestContext.Current.CancellationToken);

        await leaving.CancelAsync();
        await end.Aborted.WaitAsync(_soon, TestContext.Current.CancellationToken);
        var next = await site.GetAsync("Plain");
        var leftEarly = end.LeftItsView.IsCompleted;
        gate.SetResult();
        await end.LeftItsView.WaitAsync(_soon, TestContext.Current.CancellationToken);

        Assert.False(leftEarly);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        Assert.Contains("rendering 2", next, StringComparison.Ordinal);
        Assert.Equal(next, await site.GetAsync("Plain"));
    }
}
