using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Values;

public sealed class CacheVersionsTests : IDisposable
{
    private readonly ServiceProvider _container;
    private readonly ICache _cache;

    public CacheVersionsTests()
    {
        var services = new ServiceCollection();
        services.AddCacheKit();
        _container = services.BuildServiceProvider();
        _cache = _container.GetRequiredService<ICache>();
    }

    public void Dispose() => _container.Dispose();

    [Fact]
    public void A_version_that_nobody_uses_is_forgotten()
    {
        var forgotten = Use(7);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(forgotten.IsAlive);
    }

    [Fact]
    public async Task The_values_of_a_version_that_nobody_uses_stay()
    {
        var token = TestContext.Current.CancellationToken;
        for (int version = 2; version < 202; version++)
            await _cache.WithVersion(version).SetAsync("key", version, CacheTimeout.Never, token);
        GC.Collect();

        for (int version = 2; version < 202; version++)
            Assert.Equal(version, await _cache.WithVersion(version).GetAsync<int>("key", token));
    }

    [Fact]
    public void A_version_in_use_is_one_object()
    {
        var second = _cache.WithVersion(2);
        for (int version = 3; version < 1_000; version++)
            _cache.WithVersion(version);
        GC.Collect();

        Assert.Same(second, _cache.WithVersion(2));
        Assert.Same(_cache, second.WithVersion(1));
    }

    // Not inlined, so that no local of the test holds it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Use(int version)
    {
        var cache = _cache.WithVersion(version);
        cache.Get<string>("key");
        return new WeakReference(cache);
    }
}
