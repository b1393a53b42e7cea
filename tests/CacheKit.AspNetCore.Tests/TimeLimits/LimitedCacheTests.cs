using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CacheKit.AspNetCore.TimeLimits;
using CacheKit.Configuration;
using CacheKit.Conformance.Bytes;
using CacheKit.Diagnostics;
using CacheKit.Serialization;
using CacheKit.Values;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.AspNetCore.Tests.TimeLimits;

/// <summary>A cache that takes calls and does not answer them.</summary>
public sealed class LimitedCacheTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CallsUnderWay _underWay;
    private readonly FakeLogger _log = new();
    private readonly BytesBackend _backend;
    private readonly LimitedCache _cache;

    public LimitedCacheTests()
    {
        _underWay = new CallsUnderWay(_time, LimitedCache.Limit);
        _backend = new BytesBackend(new BytesStore(_time));
        _cache = new LimitedCache(new TestCaches(("default", _backend)).Default, _underWay, _log);
    }

    public void Dispose() => _underWay.Dispose();

    public static TheoryData<string> Operations =>
    [
        "get", "get with a default", "try get", "set", "add", "get or set", "get or set in its context", "get or set a value", "get many", "set many", "touch",
        "delete", "delete many", "contains", "increment", "decrement", "increment version", "decrement version", "time to live", "remove by tag", "clear",
    ];

    [Theory, MemberData(nameof(Operations))]
    public async Task A_call_that_is_not_answered_in_time_fails_and_is_given_up(string operation)
    {
        _backend.Hang();
        var asked = CallAsync(operation);
        _time.Advance(LimitedCache.Limit - TimeSpan.FromTicks(1));
        Assert.False(asked.IsCompleted);

        _time.Advance(TimeSpan.FromTicks(1));

        var failure = await Assert.ThrowsAsync<CacheBackendException>(() => asked);
        Assert.IsType<TimeoutException>(failure.InnerException);
        Assert.Equal("default", failure.Alias);
        Assert.Equal(2050, Assert.Single(_log.Collector.GetSnapshot()).Id.Id);
    }

    [Fact]
    public async Task It_is_counted_among_the_failures_of_the_cache()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var meter = new CacheMeter(meters);
        var cache = new Cache(
            new CacheSettings { Alias = "default" }, _backend, new PayloadSerializer(), new CacheInstruments("default", "bytes", meter),
            NullLogger.Instance, _time);
        var limited = new LimitedCache(cache, _underWay, _log);
        using var failures = new MetricCollector<long>(meters, CacheKitDiagnostics.MeterName, CacheKitDiagnostics.FailuresMetric);

        _backend.Hang();
        var asked = limited.GetManyAsync<string>(["key"], TestContext.Current.CancellationToken).AsTask();
        _time.Advance(LimitedCache.Limit);
        var failure = await Assert.ThrowsAsync<CacheBackendException>(() => asked);

        Assert.Equal("get-many", failure.Operation);
        Assert.Equal("get-many", Assert.Single(failures.GetMeasurementSnapshot()).Tags[CacheKitDiagnostics.OperationTag]);
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task A_call_that_is_answered_is_as_without_a_limit(string operation)
    {
        await _cache.SetAsync("counter", 1, cancellationToken: TestContext.Current.CancellationToken);

        await CallAsync(operation);

        Assert.Empty(_log.Collector.GetSnapshot());
        Assert.True(_cache.MayAsk());
    }

    [Fact]
    public async Task After_that_the_cache_is_left_alone_for_a_while()
    {
        await SilenceAsync();

        Assert.True(_cache.IsSilent);
        Assert.False(_cache.MayAsk());
    }

    [Fact]
    public async Task Then_one_tries_it_and_the_others_go_on_without()
    {
        await SilenceAsync();
        _time.Advance(LimitedCache.Pause);
        Assert.False(_cache.IsSilent);

        Assert.True(_cache.MayAsk());
        Assert.False(_cache.MayAsk());
        Assert.True(_cache.IsSilent);
        _backend.Recover();
        await CallAsync("get");

        Assert.False(_cache.IsSilent);
        Assert.True(_cache.MayAsk());
        Assert.Equal([2050, 2051], _log.Collector.GetSnapshot().Select(static record => record.Id.Id));
    }

    [Fact]
    public async Task One_that_tries_in_vain_begins_another_pause_and_says_nothing_new()
    {
        await SilenceAsync();
        _time.Advance(LimitedCache.Pause);
        Assert.True(_cache.MayAsk());

        await SilenceAsync();

        Assert.True(_cache.IsSilent);
        Assert.Equal(2050, Assert.Single(_log.Collector.GetSnapshot()).Id.Id);
    }

    [Fact]
    public async Task A_removal_is_tried_and_tells_whether_the_cache_is_back()
    {
        await SilenceAsync();
        _backend.Recover();

        await CallAsync("delete");

        Assert.False(_cache.IsSilent);
    }

    [Fact]
    public async Task Who_leaves_takes_the_call_along_and_does_not_silence_the_cache()
    {
        _backend.Hang();
        using var leaving = new CancellationTokenSource();
        var asked = _cache.ContainsAsync("counter", leaving.Token).AsTask();

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.False(_cache.IsSilent);
    }

    [Fact]
    public async Task A_cache_that_fails_is_not_silent()
    {
        _backend.FailWith(new IOException("down"));

        var failure = await Assert.ThrowsAsync<CacheBackendException>(() => CallAsync("get"));

        Assert.IsType<IOException>(failure.InnerException);
        Assert.False(_cache.IsSilent);
    }

    [Fact]
    public async Task Another_version_of_the_cache_is_limited_too()
    {
        _backend.Hang();
        var other = _cache.WithVersion(2);
        var asked = other.ContainsAsync("counter", TestContext.Current.CancellationToken).AsTask();

        _time.Advance(LimitedCache.Limit);

        await Assert.ThrowsAsync<CacheBackendException>(() => asked);
        Assert.Equal(2, other.Version);
    }

    [Fact]
    public async Task An_answer_and_the_limit_at_the_same_moment_end_a_call_once()
    {
        for (var round = 0; round < 100; round++)
        {
            var answer = new TaskCompletionSource();
            _backend.BeforeCall = _ => new(answer.Task);
            var asked = CallAsync("contains");
            using var start = new Barrier(2);

            await Task.WhenAll(
                Task.Run(() => AtOnce(start, () => answer.SetResult()), TestContext.Current.CancellationToken),
                Task.Run(() => AtOnce(start, () => _time.Advance(LimitedCache.Limit)), TestContext.Current.CancellationToken));

            if (await Record.ExceptionAsync(() => asked) is { } failure)
                Assert.IsType<TimeoutException>(Assert.IsType<CacheBackendException>(failure).InnerException);
            _backend.BeforeCall = null;
            await CallAsync("contains");
        }
    }

    [Fact]
    public async Task A_caller_who_gives_up_and_the_limit_at_the_same_moment_end_a_call_once()
    {
        for (var round = 0; round < 100; round++)
        {
            _backend.Hang();
            using var leaving = new CancellationTokenSource();
            var asked = _cache.ContainsAsync("counter", leaving.Token).AsTask();
            using var start = new Barrier(2);

            await Task.WhenAll(
                Task.Run(() => AtOnce(start, leaving.Cancel), TestContext.Current.CancellationToken),
                Task.Run(() => AtOnce(start, () => _time.Advance(LimitedCache.Limit)), TestContext.Current.CancellationToken));

            var failure = await Record.ExceptionAsync(() => asked);
            Assert.True(failure is OperationCanceledException or CacheBackendException { InnerException: TimeoutException }, $"{failure}");
            _backend.Recover();
            await CallAsync("contains");
        }
    }

    [Fact]
    public async Task What_a_call_that_was_left_answers_later_ends_no_other()
    {
        var (late, next, begun) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        _backend.BeforeCall = _ =>
        {
            begun.SetResult();
            return new(late.Task);
        };
        var left = CallAsync("contains");
        // Else both would wait for the next answer.
        await begun.Task;
        _time.Advance(LimitedCache.Limit);
        await Assert.ThrowsAsync<CacheBackendException>(() => left);
        _backend.BeforeCall = _ => new(next.Task);
        var asked = CallAsync("contains");

        late.SetException(new IOException("at last"));
        next.SetResult();

        await asked;
    }

    [Fact]
    public async Task Of_many_calls_only_those_without_an_answer_end_with_the_limit()
    {
        const int count = 10_000;
        var answers = new ConcurrentDictionary<string, TaskCompletionSource>();
        _backend.BeforeCall = call => new(answers.GetOrAdd(call.Keys[0].Name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task);
        var calls = Enumerable.Range(0, count).Select(number => _cache.ContainsAsync($"{number}", TestContext.Current.CancellationToken).AsTask()).ToArray();
        // Neither in their order nor against it.
        foreach (var number in Enumerable.Range(0, count).Select(static number => number * 7919 % count).Where(static number => number % 1000 != 0))
            answers.GetOrAdd($"{number}", static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        await Task.WhenAll(calls.Where(static (_, number) => number % 1000 != 0));

        _time.Advance(LimitedCache.Limit);

        for (var number = 0; number < count; number += 1000)
            await Assert.ThrowsAsync<CacheBackendException>(() => calls[number]);
    }

    [Fact]
    public async Task Each_call_has_the_whole_time_whatever_came_before_it()
    {
        await CallAsync("contains");
        _time.Advance(LimitedCache.Limit * 0.75);
        _backend.Hang();
        var asked = CallAsync("contains");

        _time.Advance(LimitedCache.Limit - TimeSpan.FromTicks(1));
        Assert.False(asked.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        await Assert.ThrowsAsync<CacheBackendException>(() => asked);
    }

    [Fact]
    public async Task The_time_of_a_call_may_count_from_before_it()
    {
        _backend.Hang();
        var earlier = _time.GetTimestamp();
        _time.Advance(LimitedCache.Limit / 2);
        var whole = CallAsync("contains");
        var half = _cache.ReadManyAsync<int>(["counter"], earlier, TestContext.Current.CancellationToken).AsTask();

        _time.Advance(LimitedCache.Limit / 2);

        await Assert.ThrowsAsync<CacheBackendException>(() => half);
        Assert.False(whole.IsCompleted);
        _backend.Recover();
        await whole;
    }

    [Fact]
    public async Task A_token_that_a_factory_keeps_is_cancelled_by_no_later_call()
    {
        var kept = CancellationToken.None;
        await _cache.GetOrSetAsync(
            "counter",
            token =>
            {
                kept = token;
                return new ValueTask<bool>(true);
            },
            cancellationToken: TestContext.Current.CancellationToken);
        _backend.Hang();
        var later = _cache.GetOrSetAsync("counter", static _ => new ValueTask<bool>(true), cancellationToken: TestContext.Current.CancellationToken).AsTask();

        _time.Advance(LimitedCache.Limit);

        await Assert.ThrowsAsync<CacheBackendException>(() => later);
        Assert.False(kept.IsCancellationRequested);
    }

    [Fact]
    public async Task Many_values_come_in_the_order_of_their_keys()
    {
        await _cache.SetAsync("one", 1, cancellationToken: TestContext.Current.CancellationToken);
        await _cache.SetAsync("two", 2, cancellationToken: TestContext.Current.CancellationToken);

        var found = await _cache.ReadManyAsync<int>(["two", "none", "one", "two"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([new(2), default, new(1), new(2)], found);
    }

    [Fact]
    public async Task A_cache_of_somebody_elses_is_read_as_it_promises()
    {
        var others = new LimitedCache(new ForgivingCache((Cache)new TestCaches(("default", _backend)).Default, _log), _underWay, _log);
        await others.SetAsync("one", 1, cancellationToken: TestContext.Current.CancellationToken);

        var found = await others.ReadManyAsync<int>(["none", "one", "one"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([default, new(1), new(1)], found);
    }

    private static void AtOnce(Barrier start, Action action)
    {
        Assert.True(start.SignalAndWait(TimeSpan.FromSeconds(30)));
        action();
    }

    private async Task SilenceAsync()
    {
        _backend.Hang();
        var asked = CallAsync("get");
        _time.Advance(LimitedCache.Limit);
        await Assert.ThrowsAsync<CacheBackendException>(() => asked);
    }

    private Task CallAsync(string operation)
    {
        var token = TestContext.Current.CancellationToken;
        return operation switch
        {
            "get" => _cache.GetAsync<int>("counter", token).AsTask(),
            "get with a default" => _cache.GetAsync("counter", 0, token).AsTask(),
            "try get" => _cache.TryGetAsync<int>("counter", token).AsTask(),
            "set" => _cache.SetAsync("counter", 1, cancellationToken: token).AsTask(),
            "add" => _cache.AddAsync("other", 1, cancellationToken: token).AsTask(),
            "get or set" => _cache.GetOrSetAsync("counter", static _ => new ValueTask<int>(1), cancellationToken: token).AsTask(),
            "get or set in its context" => _cache.GetOrSetAsync("counter", static (_, _) => new ValueTask<int>(1), cancellationToken: token).AsTask(),
            "get or set a value" => _cache.GetOrSetValueAsync("counter", 1, cancellationToken: token).AsTask(),
            "get many" => _cache.GetManyAsync<int>(["counter"], token).AsTask(),
            "set many" => _cache.SetManyAsync([new KeyValuePair<string, int>("counter", 1)], cancellationToken: token).AsTask(),
            "touch" => _cache.TouchAsync("counter", cancellationToken: token).AsTask(),
            "delete" => _cache.DeleteAsync("counter", token).AsTask(),
            "delete many" => _cache.DeleteManyAsync(["counter"], token).AsTask(),
            "contains" => _cache.ContainsAsync("counter", token).AsTask(),
            "increment" => _cache.IncrementAsync("counter", 1, token).AsTask(),
            "decrement" => _cache.DecrementAsync("counter", 1, token).AsTask(),
            "increment version" => _cache.IncrementVersionAsync("counter", 1, token).AsTask(),
            "decrement version" => _cache.DecrementVersionAsync("counter", 1, token).AsTask(),
            "time to live" => _cache.GetTimeToLiveAsync("counter", token).AsTask(),
            "remove by tag" => _cache.RemoveByTagAsync(["counters"], token).AsTask(),
            _ => _cache.ClearAsync(token).AsTask(),
        };
    }
}
