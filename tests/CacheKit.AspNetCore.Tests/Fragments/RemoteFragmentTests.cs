using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.AspNetCore.TimeLimits;
using CacheKit.Configuration;
using CacheKit.Conformance.Bytes;
using CacheKit.Resilience;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.AspNetCore.Tests.Fragments;

/// <summary>Fragments in a cache that another process runs, which may fail or not answer.</summary>
public sealed class RemoteFragmentTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly BytesBackend _backend;

    public RemoteFragmentTests() => _backend = new BytesBackend(new BytesStore(_time));

    [Theory]
    [InlineData("TryGet")]
    [InlineData("Set")]
    public async Task A_cache_that_does_not_answer_at_any_step_holds_a_fragment_up_for_a_limited_time(string operation)
    {
        await using var site = await StartAsync();
        var answer = new TaskCompletionSource();
        _backend.BeforeCall = call => call.Operation == operation ? new(answer.Task) : default;

        Assert.Contains("rendering 1", await WhileTimePassesAsync(site.GetAsync("Plain"), operation), StringComparison.Ordinal);

        Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2050);
        answer.SetException(new IOException("at last"));
    }

    [Fact]
    public async Task After_that_fragments_are_rendered_without_it_for_a_while_and_nothing_new_is_logged()
    {
        await using var site = await StartAsync();
        _backend.Hang();
        await WhileTimePassesAsync(site.GetAsync("Plain"));
        _backend.ForgetCalls();
        var said = Complaints(site);

        Assert.Contains("rendering 2", await site.GetAsync("Plain"), StringComparison.Ordinal);
        Assert.Equal("rendering 3", await site.GetAsync("Timed"));

        Assert.Empty(_backend.Calls);
        Assert.Equal(said, Complaints(site));
    }

    [Fact]
    public async Task Then_it_is_tried_again_and_fragments_are_kept_in_it()
    {
        await using var site = await StartAsync();
        _backend.Hang();
        await WhileTimePassesAsync(site.GetAsync("Plain"));
        _backend.Recover();
        _time.Advance(LimitedCache.Pause);

        var kept = await site.GetAsync("Plain");

        Assert.Contains("rendering 2", kept, StringComparison.Ordinal);
        Assert.Equal(kept, await site.GetAsync("Plain"));
        Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2051);
    }

    [Fact]
    public async Task Rendering_has_no_limit()
    {
        await using var site = await StartAsync();
        site.Renderings.Inside = (number, _) =>
        {
            if (number == 1)
                _time.Advance(10 * LimitedCache.Limit);
            return Task.CompletedTask;
        };

        var kept = await site.GetAsync("Plain");

        Assert.Contains("rendering 1", kept, StringComparison.Ordinal);
        Assert.Equal(kept, await site.GetAsync("Plain"));
        Assert.DoesNotContain(site.Log.GetSnapshot(), static record => record.Id.Id is 2050 or 1003);
    }

    [Fact]
    public async Task All_who_ask_a_cache_that_does_not_answer_for_one_fragment_get_it_and_it_is_said_once()
    {
        await using var site = await StartAsync();
        _backend.Hang();

        var bodies = await WhileTimePassesAsync(Task.WhenAll(Enumerable.Range(0, 10).Select(_ => site.GetAsync("Plain"))));

        Assert.All(bodies, static body => Assert.Contains("rendering", body, StringComparison.Ordinal));
        Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2050);
    }

    [Fact]
    public async Task A_removal_from_a_cache_that_does_not_answer_says_so()
    {
        await using var site = await StartAsync();
        _backend.Hang();

        var failure = await Assert.ThrowsAsync<CacheBackendException>(() => WhileTimePassesAsync(RemoveAsync(site)));

        Assert.IsType<TimeoutException>(failure.InnerException);
    }

    [Theory]
    [InlineData("TryGet")]
    [InlineData("Set")]
    public async Task A_cache_that_fails_leaves_the_fragment_rendered_and_is_logged(string operation)
    {
        await using var site = await StartAsync();
        _backend.BeforeCall = call => call.Operation == operation ? throw new IOException("down") : default;

        Assert.Contains("rendering 1", await site.GetAsync("Plain"), StringComparison.Ordinal);

        Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 1003);
        _backend.BeforeCall = null;
        var kept = await site.GetAsync("Plain");
        Assert.Equal(kept, await site.GetAsync("Plain"));
    }

    [Fact]
    public async Task A_fragment_that_is_removed_while_it_is_rendered_is_not_kept()
    {
        await using var site = await StartAsync();
        site.Renderings.Inside = async (number, _) =>
        {
            if (number == 1)
                await site.Fragments.RemoveAsync("plain");
        };

        await site.GetAsync("Plain");

        Assert.Contains("rendering 2", await site.GetAsync("Plain"), StringComparison.Ordinal);
        Assert.Contains("rendering 2", await site.GetAsync("Plain"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hit_is_one_round_trip()
    {
        await using var site = await StartAsync();
        await site.GetAsync("Plain");
        _backend.ForgetCalls();

        await site.GetAsync("Plain");

        Assert.Equal("TryGet", Assert.Single(_backend.Calls).Operation);
    }

    [Fact]
    public async Task A_removal_that_is_lost_to_an_outage_is_told_and_the_fragment_goes_all_the_same()
    {
        var lost = new LostRemovals(new CacheSettings { Alias = "default" }, _backend, null, _time, NullLogger.Instance);
        await using var site = await FragmentSite.StartAsync(
            new TestCaches(("default", new RecoveringBackend(_backend, lost, remembers: false))), services => services.AddSingleton<TimeProvider>(_time));
        var kept = await site.GetAsync("Plain");
        Assert.Equal(kept, await site.GetAsync("Plain"));
        _backend.FailWith(new IOException("down"));
        await Assert.ThrowsAsync<CacheBackendException>(async () => await site.Fragments.RemoveAsync("plain"));
        _backend.Recover();

        Assert.Contains("rendering 2", await site.GetAsync("Plain"), StringComparison.Ordinal);
    }

    private static async Task<bool> RemoveAsync(FragmentSite site)
    {
        await site.Fragments.RemoveAsync("plain");
        return true;
    }

    /// <summary>
    /// Waits for something that ends only when a call has met its time limit: lets that pass once, when the call has begun, so that
    /// the pause after it is not over then.
    /// </summary>
    private async Task<T> WhileTimePassesAsync<T>(Task<T> work, string? operation = null)
    {
        await Eventually.IsTrueAsync(() => _backend.Calls.Any(call => operation is null || call.Operation == operation));
        _time.Advance(LimitedCache.Limit);
        return await work;
    }

    private static int Complaints(FragmentSite site) => site.Log.GetSnapshot().Count(static record => record.Level >= LogLevel.Warning);

    private Task<FragmentSite> StartAsync() =>
        FragmentSite.StartAsync(new TestCaches(("default", _backend)), services => services.AddSingleton<TimeProvider>(_time));
}
