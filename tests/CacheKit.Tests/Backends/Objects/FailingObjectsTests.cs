using System.Diagnostics.Metrics;
using CacheKit.Conformance;
using CacheKit.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace CacheKit.Tests.Backends.Objects;

/// <summary>A backend of somebody else's that holds objects fails as one of bytes does.</summary>
public sealed class FailingObjectsTests
{
    private readonly IOException _cause = new("The memory is gone.");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_failure_is_one_kind_of_exception_in_every_call()
    {
        await using var services = Start();
        var cache = services.GetRequiredService<ICache>();

        foreach (var call in CacheCall.All.Where(static call => !call.Name.StartsWith("GetOrSet", StringComparison.Ordinal)))
        {
            var failure = await Assert.ThrowsAsync<CacheBackendException>(() => call.MakeAsync(cache, "key", Cancel));
            Assert.Same(_cause, failure.InnerException);
        }
    }

    [Fact]
    public async Task Values_are_made_without_it()
    {
        await using var services = Start();
        var cache = services.GetRequiredService<ICache>();

        foreach (var call in CacheCall.All.Where(static call => call.Name.StartsWith("GetOrSet", StringComparison.Ordinal)))
            await call.MakeAsync(cache, "key", Cancel);

        Assert.Equal("made", await cache.GetOrSetAsync("key", _ => new ValueTask<string>("made"), new(TimeSpan.FromMinutes(1)) { Tags = ["tag"] }, Cancel));
    }

    [Fact]
    public async Task Each_failure_is_counted_once()
    {
        await using var services = Start();
        using var failures = new MetricCollector<long>(
            services.GetRequiredService<IMeterFactory>(), CacheKitDiagnostics.MeterName, CacheKitDiagnostics.FailuresMetric);

        await services.GetRequiredService<ICache>().GetOrSetAsync("key", _ => new ValueTask<string>("made"), default, Cancel);

        Assert.Equal(["get", "add"], failures.GetMeasurementSnapshot().Select(static failure => failure.Tags[CacheKitDiagnostics.OperationTag]));
    }

    [Fact]
    public async Task Where_failures_are_forgiven_it_behaves_as_an_empty_cache()
    {
        await using var services = Start("miss");
        var cache = services.GetRequiredService<ICache>();

        Assert.Null(await cache.GetAsync<string>("key", Cancel));
        await cache.SetAsync("key", "value", default, Cancel);
        Assert.True(await cache.AddAsync("key", "value", default, Cancel));
        Assert.Empty(await cache.GetManyAsync<string>(["key"], Cancel));
        Assert.False(await cache.DeleteAsync("key", Cancel));
    }

    private ServiceProvider Start(string onFailure = "throw")
    {
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Caches:default:Backend"] = "objects",
            ["Caches:default:Options:OnFailure"] = onFailure,
        });
        services.AddCacheKit(configuration.Build()).AddBackend("objects", new BrokenObjectBackend(_cause));
        return services.BuildServiceProvider();
    }
}
