using System.Diagnostics;
using System.Diagnostics.Metrics;
using CacheKit.Backends;
using CacheKit.Conformance.Bytes;
using CacheKit.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Tests.Diagnostics;

/// <summary>What can be seen of the calls of a backend outside this process's memory.</summary>
public sealed class MeasuredBackendTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly BytesBackend _backend;
    private readonly ServiceProvider _services;
    private readonly ICache _cache;

    public MeasuredBackendTests()
    {
        _backend = new BytesBackend(new BytesStore(_time));
        _services = new ServiceCollection().AddMetrics().AddSingleton<TimeProvider>(_time)
            .AddCacheKit(new ConfigurationBuilder().AddInMemoryCollection([new("Caches:default:Backend", "bytes")]).Build())
            .AddBackend(new CacheBackendDescriptor("bytes", _ => _backend) { IsOutage = static exception => exception is IOException })
            .Services.BuildServiceProvider();
        _cache = _services.GetRequiredService<ICache>();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task A_call_is_recorded_with_its_alias_backend_and_operation_and_the_time_that_it_took()
    {
        using var durations = Collect<double>(CacheKitDiagnostics.BackendDurationMetric);
        _backend.BeforeCall = _ =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(3));
            return default;
        };

        await _cache.SetAsync("k", 1, cancellationToken: Token);
        await _cache.GetManyAsync<int>(["k", "absent"], Token);

        Assert.Equal(["set", "get-many"], durations.GetMeasurementSnapshot().Select(OperationOf));
        Assert.All(durations.GetMeasurementSnapshot(), static call =>
        {
            Assert.Equal(0.003, call.Value, 6);
            Assert.Equal("default", call.Tags[CacheKitDiagnostics.AliasTag]);
            Assert.Equal("bytes", call.Tags[CacheKitDiagnostics.BackendTag]);
            Assert.False(call.Tags.ContainsKey(CacheKitDiagnostics.ErrorTag));
        });
    }

    [Fact]
    public async Task A_call_that_fails_is_recorded_with_the_type_of_its_exception()
    {
        using var durations = Collect<double>(CacheKitDiagnostics.BackendDurationMetric);
        _backend.FailWith(new IOException("gone"));

        await Assert.ThrowsAsync<CacheBackendException>(async () => await _cache.GetAsync<int>("k", Token));

        Assert.Equal("System.IO.IOException", Assert.Single(durations.GetMeasurementSnapshot()).Tags[CacheKitDiagnostics.ErrorTag]);
    }

    [Fact]
    public async Task A_call_that_the_circuit_breaker_refuses_is_not_recorded_as_one_of_the_backend()
    {
        _backend.FailWith(new IOException("gone"));
        for (int call = 0; call < 5; call++)
            await Assert.ThrowsAsync<CacheBackendException>(async () => await _cache.GetAsync<int>("k", Token));
        using var durations = Collect<double>(CacheKitDiagnostics.BackendDurationMetric);
        using var open = Collect<long>(CacheKitDiagnostics.CircuitOpenMetric);

        await Assert.ThrowsAsync<CacheBackendException>(async () => await _cache.GetAsync<int>("k", Token));
        open.RecordObservableInstruments();

        Assert.Empty(durations.GetMeasurementSnapshot());
        Assert.Equal(1, Assert.Single(open.GetMeasurementSnapshot()).Value);
    }

    [Fact]
    public async Task The_bytes_of_payloads_are_counted_as_they_are_stored()
    {
        using var bytes = Collect<long>(CacheKitDiagnostics.BackendBytesMetric);

        await _cache.SetAsync("a", new byte[1000], cancellationToken: Token);
        await _cache.SetManyAsync<byte[]>([new("b", new byte[10]), new("c", new byte[20])], cancellationToken: Token);
        await _cache.AddAsync("d", new byte[5], cancellationToken: Token);
        await _cache.GetAsync<byte[]>("a", Token);
        await _cache.GetManyAsync<byte[]>(["b", "c", "absent"], Token);
        await _cache.GetAsync<byte[]>("absent", Token);

        // Each payload of bytes begins with a tag.
        Assert.Equal([1001, 32, 6], Of(bytes, "write"));
        Assert.Equal([1001, 32], Of(bytes, "read"));
    }

    [Fact]
    public async Task Every_operation_of_a_cache_is_seen_under_its_name()
    {
        using var durations = Collect<double>(CacheKitDiagnostics.BackendDurationMetric);

        await _cache.SetAsync("k", 1, cancellationToken: Token);
        await _cache.AddAsync("k", 2, cancellationToken: Token);
        await _cache.IncrementAsync("k", cancellationToken: Token);
        await _cache.TouchAsync("k", TimeSpan.FromMinutes(1), Token);
        await _cache.GetTimeToLiveAsync("k", Token);
        await _cache.ContainsAsync("k", Token);
        await _cache.IncrementVersionAsync("k", cancellationToken: Token);
        await _cache.DeleteAsync("k", Token);
        await _cache.DeleteManyAsync(["k", "l"], Token);
        await _cache.ClearAsync(Token);

        Assert.Equal(
            ["set", "add", "increment", "touch", "get-time-to-live", "contains", "increment-version", "delete", "delete-many", "clear"],
            durations.GetMeasurementSnapshot().Select(OperationOf));
    }

    [Fact]
    public async Task A_call_is_an_activity_beneath_that_of_the_caller()
    {
        using var source = new ActivitySource(nameof(A_call_is_an_activity_beneath_that_of_the_caller));
        List<Activity> ended = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = heard => heard.Name == source.Name || heard.Name == CacheKitDiagnostics.ActivitySourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (ended)
                    ended.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);

        using var mine = source.StartActivity("request")!;
        await _cache.GetAsync<int>("absent", Token);
        _backend.FailWith(new IOException("gone"));
        await Assert.ThrowsAsync<CacheBackendException>(async () => await _cache.DeleteAsync("k", Token));

        Activity[] calls;
        lock (ended)
            calls = [.. ended.Where(activity => activity.TraceId == mine.TraceId)];
        Assert.Equal(["cachekit.get", "cachekit.delete"], calls.Select(static call => call.OperationName));
        Assert.All(calls, call => Assert.Equal(mine.SpanId, call.ParentSpanId));
        Assert.Equal("default", calls[0].GetTagItem(CacheKitDiagnostics.AliasTag));
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Error], calls.Select(static call => call.Status));
        Assert.Equal("System.IO.IOException", calls[1].GetTagItem(CacheKitDiagnostics.ErrorTag));
    }

    [Fact]
    public async Task A_factory_is_an_activity_of_its_alias_and_one_that_fails_has_its_error()
    {
        using var source = new ActivitySource(nameof(A_factory_is_an_activity_of_its_alias_and_one_that_fails_has_its_error));
        List<Activity> ended = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = heard => heard.Name == source.Name || heard.Name == CacheKitDiagnostics.ActivitySourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (ended)
                    ended.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);

        using var mine = source.StartActivity("request")!;
        await _cache.GetOrSetAsync("made", static _ => new ValueTask<int>(1), cancellationToken: Token);
        await Assert.ThrowsAsync<FormatException>(async () => await _cache.GetOrSetAsync<int>("failed", static _ => throw new FormatException("no number"), cancellationToken: Token));

        Activity[] factories;
        lock (ended)
            factories = [.. ended.Where(activity => activity.TraceId == mine.TraceId && activity.OperationName == CacheKitDiagnostics.FactoryActivity)];
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Error], factories.Select(static factory => factory.Status));
        Assert.Equal([null, "System.FormatException"], factories.Select(static factory => factory.GetTagItem(CacheKitDiagnostics.ErrorTag)));
        Assert.All(factories, static factory => Assert.Equal("default", factory.GetTagItem(CacheKitDiagnostics.AliasTag)));
    }

    private MetricCollector<T> Collect<T>(string name)
        where T : struct => new(_services.GetRequiredService<IMeterFactory>(), CacheKitDiagnostics.MeterName, name);

    private static object? OperationOf(CollectedMeasurement<double> call) => call.Tags[CacheKitDiagnostics.OperationTag];

    private static IEnumerable<long> Of(MetricCollector<long> bytes, string direction) =>
        bytes.GetMeasurementSnapshot().Where(count => Equals(count.Tags[CacheKitDiagnostics.DirectionTag], direction)).Select(static count => count.Value);
}
