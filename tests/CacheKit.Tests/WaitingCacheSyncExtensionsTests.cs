using CacheKit.Backends.LocMem;

namespace CacheKit.Tests;

public sealed class WaitingCacheSyncExtensionsTests() : CacheSyncExtensionsTests(new SlowBackend(new LocMemBackend(new LocMemStore(TimeProvider.System), LocMemLimits.Default)))
{
    [Fact]
    public async Task A_blocked_thread_with_a_synchronization_context_is_not_needed_back()
    {
        SynchronizationContext? before = null, after = null;

        await SingleThreadedContext.RunAsync(() =>
        {
            before = SynchronizationContext.Current;
            Cache.Set("k", 1);
            Assert.Equal(1, Cache.Get<int>("k"));
            Assert.Equal(2, Cache.GetOrSet("other", () => 2));
            Assert.Throws<KeyNotFoundException>(() => Cache.Increment("absent"));
            after = SynchronizationContext.Current;
        }).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.NotNull(before);
        Assert.Same(before, after);
    }
}
