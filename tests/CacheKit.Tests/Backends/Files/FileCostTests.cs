using System.Runtime.ExceptionServices;

namespace CacheKit.Tests.Backends.Files;

/// <summary>What a call does not cost.</summary>
public sealed class FileCostTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_miss_costs_no_exception()
    {
        await using var harness = new FileHarness();
        Assert.Equal(0, ExceptionsOf(() => AssertAbsent("before there is a directory")));
        await harness.Cache.SetAsync("key", "value", default, Cancel);

        int exceptions = ExceptionsOf(() =>
        {
            // Folders that are there and folders that are not.
            for (int number = 0; number < 300; number++)
                AssertAbsent($"missing{number}");
        });

        Assert.Equal(0, exceptions);

        void AssertAbsent(string key)
        {
            Assert.Null(harness.Cache.Get<string>(key));
            Assert.False(harness.Cache.Contains(key));
            Assert.False(harness.Cache.Touch(key));
            Assert.False(harness.Cache.Delete(key));
        }
    }

    [Fact]
    public async Task An_expired_entry_costs_no_exception()
    {
        await using var harness = new FileHarness();
        await harness.Cache.SetAsync("key", "value", TimeSpan.FromSeconds(10), Cancel);
        harness.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(0, ExceptionsOf(() => Assert.Null(harness.Cache.Get<string>("key"))));
    }

    [Fact]
    public async Task Every_call_completes_at_once()
    {
        await using var harness = new FileHarness();
        var cache = harness.Cache;

        Task[] calls =
        [
            cache.SetAsync("key", 1, default, Cancel).AsTask(),
            cache.AddAsync("other", 1, default, Cancel).AsTask(),
            cache.GetAsync<int>("key", Cancel).AsTask(),
            cache.GetManyAsync<int>(["key", "missing"], Cancel).AsTask(),
            cache.IncrementAsync("key", 1, Cancel).AsTask(),
            cache.TouchAsync("key", default, Cancel).AsTask(),
            cache.GetTimeToLiveAsync("key", Cancel).AsTask(),
            cache.IncrementVersionAsync("key", 1, Cancel).AsTask(),
            cache.DeleteAsync("other", Cancel).AsTask(),
            cache.ClearAsync(Cancel).AsTask(),
        ];

        Assert.All(calls, static call => Assert.True(call.IsCompletedSuccessfully));
    }

    // Those of this thread: other tests run beside this one.
    private static int ExceptionsOf(Action action)
    {
        int thread = Environment.CurrentManagedThreadId, count = 0;
        void Count(object? sender, FirstChanceExceptionEventArgs args) => count += Environment.CurrentManagedThreadId == thread ? 1 : 0;
        AppDomain.CurrentDomain.FirstChanceException += Count;
        action();
        AppDomain.CurrentDomain.FirstChanceException -= Count;
        return count;
    }
}
