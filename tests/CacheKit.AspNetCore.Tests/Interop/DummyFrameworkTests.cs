using CacheKit.FrameworkFacts;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Caching.Hybrid;
using ZiggyCreatures.Caching.Fusion;

namespace CacheKit.AspNetCore.Tests.Interop;

/// <summary>What the framework makes of a cache that keeps nothing, as developers have it: the application works, and all is made anew.</summary>
public sealed class DummyFrameworkTests : IAsyncLifetime
{
    private readonly Visitor _visitor = new();
    private FrameworkSite _site = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _site = await FrameworkSite.StartAsync(new Dictionary<string, string?> { ["Backend"] = "dummy" }, static _ => { }, _visitor);

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Each_visit_is_the_first_of_a_session()
    {
        Assert.Equal("1", await _site.GetAsync("/visit"));
        Assert.Equal("1", await _site.GetAsync("/visit"));
    }

    [Fact]
    public async Task Pages_are_made_each_time_and_evicting_them_is_fine()
    {
        Assert.Equal("page 1", await _site.GetAsync("/page"));
        await _site.Services.GetRequiredService<IOutputCacheStore>().EvictByTagAsync("all", Cancel);
        Assert.Equal("page 2", await _site.GetAsync("/page"));
    }

    [Fact]
    public async Task The_first_levels_of_others_go_on_without_a_second_one()
    {
        var (hybrid, fusion) = (_site.Services.GetRequiredService<HybridCache>(), _site.Services.GetRequiredService<IFusionCache>());

        Assert.Equal(1, await hybrid.GetOrCreateAsync("key", static _ => new ValueTask<int>(1), cancellationToken: Cancel));
        Assert.Equal(1, await hybrid.GetOrCreateAsync("key", static _ => new ValueTask<int>(2), cancellationToken: Cancel));
        Assert.Equal(3, await fusion.GetOrSetAsync<int>("key", static (_, _) => Task.FromResult(3), token: Cancel));
        Assert.Equal(3, await fusion.GetOrSetAsync<int>("key", static (_, _) => Task.FromResult(4), token: Cancel));
    }
}
