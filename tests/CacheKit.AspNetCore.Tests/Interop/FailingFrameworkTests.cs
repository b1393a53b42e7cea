using CacheKit.Conformance.Bytes;
using CacheKit.FrameworkFacts;
using Microsoft.Extensions.Caching.Hybrid;
using ZiggyCreatures.Caching.Fusion;

namespace CacheKit.AspNetCore.Tests.Interop;

/// <summary>What the framework makes of a cache that is down: it is told, and goes on.</summary>
public sealed class FailingFrameworkTests : IAsyncLifetime
{
    private readonly BytesBackend _bytes = new(new BytesStore(TimeProvider.System));
    private readonly Visitor _visitor = new();
    private FrameworkSite _site = null!;

    public async ValueTask InitializeAsync() => _site = await FrameworkSite.StartAsync(
        new Dictionary<string, string?> { ["Backend"] = "bytes" },
        builder => builder.AddBackend("bytes", _bytes),
        _visitor,
        static services => services.AddLogging(static logging => logging.AddFakeLogging()));

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_session_is_empty_while_its_cache_is_down()
    {
        Assert.Equal("1", await _site.GetAsync("/visit"));
        _bytes.FailWith(new IOException("down"));

        Assert.Equal("1", await _site.GetAsync("/visit"));
        Assert.Contains(
            _site.Services.GetFakeLogCollector().GetSnapshot(),
            static record => record.Category!.StartsWith("Microsoft.AspNetCore.Session", StringComparison.Ordinal) && record.Exception is CacheBackendException);

        _bytes.Recover();
        Assert.Equal("2", await _site.GetAsync("/visit"));
    }

    [Fact]
    public async Task Values_are_made_while_the_second_level_is_down()
    {
        _bytes.FailWith(new IOException("down"));
        var (hybrid, fusion) = (_site.Services.GetRequiredService<HybridCache>(), _site.Services.GetRequiredService<IFusionCache>());
        var cancel = TestContext.Current.CancellationToken;

        Assert.Equal(1, await hybrid.GetOrCreateAsync("key", static _ => new ValueTask<int>(1), cancellationToken: cancel));
        Assert.Equal(2, await fusion.GetOrSetAsync<int>("key", static (_, _) => Task.FromResult(2), token: cancel));
    }
}
