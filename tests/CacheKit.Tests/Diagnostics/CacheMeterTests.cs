using System.Diagnostics.Metrics;
using CacheKit.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace CacheKit.Tests.Diagnostics;

public sealed class CacheMeterTests
{
    [Fact]
    public async Task Hits_misses_and_stores_are_counted_by_cache()
    {
        await using var services = Services();
        using var requests = Collect(services, "cachekit.requests");
        using var stored = Collect(services, "cachekit.stored");
        var cache = services.GetRequiredService<ICache>();

        await cache.SetAsync("here", 1, cancellationToken: Token);
        await cache.GetAsync<int>("here", Token);
        await cache.GetAsync<int>("here", Token);
        await cache.GetAsync<int>("absent", Token);
        requests.RecordObservableInstruments();
        stored.RecordObservableInstruments();

        Assert.Equal(2, ValueOf(requests, "hit"));
        Assert.Equal(1, ValueOf(requests, "miss"));
        Assert.Equal(1, stored.GetMeasurementSnapshot()[^1].Value);
    }

    [Fact]
    public async Task The_entries_and_bytes_of_locmem_are_shown_without_counting_them()
    {
        await using var services = Services();
        var cache = services.GetRequiredService<ICache>();
        using var entries = Collect(services, "cachekit.entries");
        using var size = Collect(services, "cachekit.size");

        await cache.SetAsync("a", new byte[1000], cancellationToken: Token);
        await cache.SetAsync("b", "text", cancellationToken: Token);
        await cache.DeleteAsync("b", Token);
        entries.RecordObservableInstruments();
        size.RecordObservableInstruments();

        Assert.Equal(1, entries.GetMeasurementSnapshot()[^1].Value);
        Assert.InRange(size.GetMeasurementSnapshot()[^1].Value, 1000, 1500);
    }

    [Fact]
    public async Task A_listener_that_comes_late_sees_what_follows_its_first_collection()
    {
        await using var services = Services();
        var cache = services.GetRequiredService<ICache>();
        await cache.SetAsync("here", 1, cancellationToken: Token);
        using var requests = Collect(services, "cachekit.requests");
        requests.RecordObservableInstruments();

        await cache.GetAsync<int>("here", Token);
        requests.RecordObservableInstruments();

        Assert.Equal(1, ValueOf(requests, "hit"));
    }

    [Fact]
    public async Task An_unreadable_value_is_a_miss_and_counted()
    {
        await using var services = Services();
        using var requests = Collect(services, "cachekit.requests");
        using var unreadable = Collect(services, "cachekit.unreadable");
        var cache = services.GetRequiredService<ICache>();
        await cache.SetAsync("text", "not a number", cancellationToken: Token);

        Assert.Equal(0, await cache.GetAsync<int>("text", Token));
        requests.RecordObservableInstruments();
        unreadable.RecordObservableInstruments();

        Assert.Equal(1, ValueOf(requests, "miss"));
        Assert.Equal(1, unreadable.GetMeasurementSnapshot()[^1].Value);
    }

    [Fact]
    public async Task A_value_too_big_to_be_kept_is_not_counted_as_stored_and_named_among_those_that_failed()
    {
        await using var services = Services(("Options:MaxBytes", "100000"));
        using var stored = Collect(services, "cachekit.stored");
        var cache = services.GetRequiredService<ICache>();

        await cache.SetAsync("big", new byte[10_001], cancellationToken: Token);
        var failed = await cache.SetManyAsync<byte[]>([new("small", [1]), new("big", new byte[10_001])], cancellationToken: Token);
        stored.RecordObservableInstruments();

        Assert.Equal(["big"], failed);
        Assert.Equal(1, stored.GetMeasurementSnapshot()[^1].Value);
    }

    [Fact]
    public async Task A_value_too_big_to_be_kept_is_made_each_time_and_never_counted_as_stored()
    {
        await using var services = Services(("Options:MaxBytes", "100000"));
        using var stored = Collect(services, "cachekit.stored");
        var cache = services.GetRequiredService<ICache>();

        Assert.False(await cache.AddAsync("big", new byte[10_001], cancellationToken: Token));
        Assert.Equal(10_001, (await cache.GetOrSetValueAsync("big", new byte[10_001], cancellationToken: Token)).Length);
        Assert.Equal(10_002, (await cache.GetOrSetValueAsync("big", new byte[10_002], cancellationToken: Token)).Length);
        stored.RecordObservableInstruments();

        Assert.Equal(0, stored.GetMeasurementSnapshot()[^1].Value);
    }

    [Fact]
    public async Task A_value_made_in_the_place_of_an_unreadable_one_is_counted_as_stored()
    {
        await using var services = Services();
        using var stored = Collect(services, "cachekit.stored");
        var cache = services.GetRequiredService<ICache>();
        await cache.SetAsync("key", "not a number", cancellationToken: Token);

        await cache.GetOrSetValueAsync("key", 5, cancellationToken: Token);
        stored.RecordObservableInstruments();

        Assert.Equal(2, stored.GetMeasurementSnapshot()[^1].Value);
    }

    [Fact]
    public async Task A_hit_that_is_counted_allocates_nothing()
    {
        await using var services = Services();
        using var requests = Collect(services, "cachekit.requests");
        var cache = services.GetRequiredService<ICache>();
        await cache.SetAsync("here", "text", cancellationToken: Token);
        Read(cache, 1000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Read(cache, 1000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        requests.RecordObservableInstruments();

        Assert.Equal(0, allocated);
        Assert.Equal(2000, ValueOf(requests, "hit"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static void Read(ICache cache, int times)
    {
        for (int time = 0; time < times; time++)
            _ = cache.Get<string>("here");
    }

    private static ServiceProvider Services(params (string Name, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddMetrics();
        services.AddCacheKit(new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Caches:default:Backend", (string?)"locmem")])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Caches:default:{setting.Name}", (string?)setting.Value)))
            .Build());
        return services.BuildServiceProvider();
    }

    // The collector is there before the caches are made, as an exporter is.
    private static MetricCollector<long> Collect(IServiceProvider services, string instrument) =>
        new(services.GetRequiredService<IMeterFactory>(), CacheKitDiagnostics.MeterName, instrument);

    private static long ValueOf(MetricCollector<long> requests, string result) =>
        requests.GetMeasurementSnapshot().Last(measurement => Equals(measurement.Tags["cachekit.result"], result)).Value;
}
