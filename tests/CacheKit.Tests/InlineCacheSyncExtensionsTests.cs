using CacheKit.Backends.LocMem;

namespace CacheKit.Tests;

public sealed class InlineCacheSyncExtensionsTests() : CacheSyncExtensionsTests(new LocMemBackend(new LocMemStore(TimeProvider.System), LocMemLimits.Default))
{
    [Fact]
    public void GetOrSets_factory_runs_on_the_calling_thread()
    {
        var thread = Cache.GetOrSet("k", () => Environment.CurrentManagedThreadId);

        Assert.Equal(Environment.CurrentManagedThreadId, thread);
    }
}
