using CacheKit.Backends.LocMem;
using CacheKit.Concurrency;
using CacheKit.Values;
using Microsoft.Extensions.Logging;

namespace CacheKit.Tests.Values;

/// <summary>What depends on the passing of time, on a backend of objects and on one of bytes; the rest is in the conformance facts.</summary>
public sealed class CacheStaleTests
{
    private static readonly TimeSpan _fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _stale = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);
    private static readonly CacheEntryOptions _options = new() { Timeout = _fresh, StaleFor = _stale };

    public static TheoryData<string> Backends => TimedCache.Backends;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_value_is_stale_from_the_end_of_its_timeout_to_the_end_of_its_stale_time(string backend)
    {
        await using var timed = new TimedCache(backend);
        await timed.Cache.SetAsync("key", "old", _options, Cancel);

        timed.Time.Advance(_fresh - TimeSpan.FromMilliseconds(1));
        Assert.Equal("old", await timed.Cache.GetAsync<string>("key", Cancel));

        timed.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await timed.Cache.GetAsync<string>("key", Cancel));
        Assert.Equal("old", await FailAsync(timed.Cache));

        timed.Time.Advance(_stale - TimeSpan.FromMilliseconds(1));
        Assert.Equal("old", await FailAsync(timed.Cache));

        timed.Time.Advance(TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () => await FailAsync(timed.Cache));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_failing_factory_runs_again_after_its_pause_and_each_failure_is_logged(string backend)
    {
        await using var timed = new TimedCache(backend);
        int runs = 0;
        await timed.Cache.SetAsync("key", "old", _options, Cancel);
        timed.Time.Advance(_fresh);

        for (int round = 1; round <= 3; round++)
        {
            for (int call = 0; call < 5; call++)
                Assert.Equal("old", await FailAsync(timed.Cache, () => runs++));
            Assert.Equal(round, runs);
            timed.Time.Advance(RefreshPauses.Length);
        }

        Assert.Equal(3, timed.Logs.Warnings.Count(line => line.Id.Id == 1010 && line.Message.Contains("key", StringComparison.Ordinal)));
        Assert.Equal("new", await timed.Cache.GetOrSetAsync("key", _ => new ValueTask<string>("new"), _options, Cancel));
        Assert.Equal("new", await timed.Cache.GetAsync<string>("key", Cancel));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_factory_cancelled_by_something_else_than_its_caller_has_failed(string backend)
    {
        await using var timed = new TimedCache(backend);
        await timed.Cache.SetAsync("key", "old", _options, Cancel);
        timed.Time.Advance(_fresh);

        Assert.Equal(
            "old",
            await timed.Cache.GetOrSetAsync<string>("key", _ => throw new TaskCanceledException("The upstream took too long."), default, Cancel));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_caller_that_cancels_gets_its_cancellation_not_the_stale_value(string backend)
    {
        await using var timed = new TimedCache(backend);
        using var leaving = new CancellationTokenSource();
        await timed.Cache.SetAsync("key", "old", _options, Cancel);
        timed.Time.Advance(_fresh);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await timed.Cache.GetOrSetAsync<string>(
            "key",
            async token =>
            {
                await leaving.CancelAsync();
                token.ThrowIfCancellationRequested();
                return "new";
            },
            default,
            leaving.Token));

        Assert.DoesNotContain(timed.Logs.Lines, line => line.Level >= LogLevel.Warning);
        Assert.Equal("new", await timed.Cache.GetOrSetAsync("key", _ => new ValueTask<string>("new"), _options, Cancel));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_factory_that_ends_within_its_limit_is_waited_for(string backend)
    {
        await using var timed = new TimedCache(backend);
        await timed.Cache.SetAsync("key", "old", _options, Cancel);
        timed.Time.Advance(_fresh);

        var value = await timed.Cache.GetOrSetAsync(
            "key", _ => new ValueTask<string>("new"), _options with { FactorySoftTimeout = TimeSpan.FromSeconds(1) }, Cancel);

        Assert.Equal("new", value);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_factory_that_passes_its_limit_goes_on_and_who_comes_later_does_not_wait(string backend)
    {
        await using var timed = new TimedCache(backend);
        var started = new TaskCompletionSource();
        var finish = new TaskCompletionSource<string>();
        // However often the time is advanced below, the value is still there to be returned.
        var options = _options with { StaleFor = TimeSpan.FromDays(36_500), FactorySoftTimeout = TimeSpan.FromSeconds(1) };
        await timed.Cache.SetAsync("key", "old", options, Cancel);
        timed.Time.Advance(_fresh);
        ValueTask<string> AskAsync() => timed.Cache.GetOrSetAsync(
            "key",
            async _ =>
            {
                started.SetResult();
                return await finish.Task;
            },
            options,
            Cancel);

        var first = AskAsync().AsTask();
        await started.Task.WaitAsync(_patience, Cancel);
        // The limit begins when the factory does: its timer may be set a moment after.
        while (!first.IsCompleted)
        {
            timed.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("old", await first);
        Assert.Equal("old", await AskAsync());
        finish.SetResult("new");
        await UntilAsync(async () => await timed.Cache.GetAsync<string>("key", Cancel) == "new");
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_factory_that_fails_after_its_limit_is_logged_and_left_alone_for_a_while(string backend)
    {
        await using var timed = new TimedCache(backend);
        int runs = 0;
        var finish = new TaskCompletionSource<string>();
        await timed.Cache.SetAsync("key", "old", _options, Cancel);
        timed.Time.Advance(_fresh);
        ValueTask<string> AskAsync() => timed.Cache.GetOrSetAsync(
            "key",
            async _ =>
            {
                Interlocked.Increment(ref runs);
                return await finish.Task;
            },
            _options with { FactorySoftTimeout = TimeSpan.Zero },
            Cancel);

        Assert.Equal("old", await AskAsync());
        finish.SetException(new TimeZoneNotFoundException());
        await UntilAsync(() => Task.FromResult(timed.Logs.Warnings.Any(line => line.Id.Id == 1010)));

        Assert.Equal("old", await AskAsync());
        Assert.Equal(1, runs);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_factory_that_blocks_its_thread_keeps_nobody_beyond_the_limit(string backend)
    {
        await using var timed = new TimedCache(backend);
        using var finish = new ManualResetEventSlim();
        await timed.Cache.SetAsync("key", "old", _options, Cancel);
        timed.Time.Advance(_fresh);

        var value = await timed.Cache.GetOrSetAsync(
            "key",
            () =>
            {
                finish.Wait(_patience, CancellationToken.None);
                return "new";
            },
            _options with { FactorySoftTimeout = TimeSpan.Zero },
            Cancel);

        Assert.Equal("old", value);
        finish.Set();
        await UntilAsync(async () => await timed.Cache.GetAsync<string>("key", Cancel) == "new");
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task All_callers_of_a_failing_factory_get_the_stale_value(string backend)
    {
        await using var timed = new TimedCache(backend);
        var finish = new TaskCompletionSource<string>();
        await timed.Cache.SetAsync("key", "old", _options, Cancel);
        timed.Time.Advance(_fresh);

        var callers = Enumerable.Range(0, 50).Select(_ => timed.Cache.GetOrSetAsync("key", async _ => await finish.Task, default, Cancel).AsTask()).ToList();
        finish.SetException(new TimeZoneNotFoundException());

        Assert.All(await Task.WhenAll(callers).WaitAsync(_patience, Cancel), value => Assert.Equal("old", value));
    }

    [Fact]
    public async Task A_stale_value_that_is_made_anew_in_a_full_store_culls_nothing()
    {
        await using var timed = new TimedCache("locmem");
        var store = ((LocMemBackend)((Cache)timed.Cache).Backend).Store;
        await timed.Cache.SetAsync("key", "old", _options, Cancel);
        for (int number = 1; number < LocMemLimits.Default.MaxEntries; number++)
            await timed.Cache.SetAsync($"key{number}", number, CacheTimeout.Never, Cancel);
        timed.Time.Advance(_fresh);

        await timed.Cache.GetOrSetAsync("key", static () => "new", _options, Cancel);

        Assert.Equal("new", await timed.Cache.GetAsync<string>("key", Cancel));
        Assert.Equal(0, store.Evictions);
    }

    [Fact]
    public async Task A_stale_value_is_swept_when_its_stale_time_is_over()
    {
        await using var timed = new TimedCache("locmem");
        var store = ((LocMemBackend)((Cache)timed.Cache).Backend).Store;
        await timed.Cache.SetAsync("key", "old", _options, Cancel);

        timed.Time.Advance(_fresh + TimeSpan.FromSeconds(5));
        Assert.Equal(1, store.Count);
        timed.Time.Advance(_stale);

        Assert.Equal(0, store.Count);
    }

    private static ValueTask<string> FailAsync(ICache cache, Action? run = null) => cache.GetOrSetAsync<string>(
        "key",
        _ =>
        {
            run?.Invoke();
            throw new TimeZoneNotFoundException();
        },
        default,
        Cancel);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(_patience);
        while (!await holds())
            await Task.Delay(TimeSpan.FromMilliseconds(5), patience.Token);
    }
}
