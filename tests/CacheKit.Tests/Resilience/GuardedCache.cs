using System.Diagnostics.Metrics;
using System.Net.Sockets;
using CacheKit.Backends;
using CacheKit.Conformance;
using CacheKit.Conformance.Bytes;
using CacheKit.Diagnostics;
using CacheKit.Resilience;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Tests.Resilience;

/// <summary>The default alias on a backend of bytes behind a circuit breaker, with a clock that stands still.</summary>
internal sealed class GuardedCache : IAsyncDisposable
{
    public const int Opened = 1020;
    public const int Closed = 1021;

    public static readonly SocketException Outage = new((int)SocketError.ConnectionRefused);

    private readonly ServiceProvider _container;

    public GuardedCache(params (string Name, string Value)[] settings)
    {
        Backend = new BytesBackend(new BytesStore(Time));
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Caches:default:Backend", (string?)"guarded"), KeyValuePair.Create("Caches:default:Location", (string?)"user:secret@cache.example:1")])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Caches:default:{setting.Name}", (string?)setting.Value)))
            .Build();
        var services = new ServiceCollection();
        services.AddMetrics();
        services.AddSingleton<TimeProvider>(Time);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        services.AddCacheKit(configuration).AddBackend(new CacheBackendDescriptor("guarded", _ => Backend) { IsOutage = static exception => exception is SocketException });
        _container = services.BuildServiceProvider();
        Failures = new MetricCollector<long>(_container.GetRequiredService<IMeterFactory>(), CacheKitDiagnostics.MeterName, "cachekit.failures");
        Cache = _container.GetRequiredService<ICaches>().Default;
        Logs.Forget();
    }

    public FakeTimeProvider Time { get; } = new();

    public RecordedLogs Logs { get; } = new();

    public BytesBackend Backend { get; }

    public MetricCollector<long> Failures { get; }

    public ICache Cache { get; }

    /// <summary>The same as pages and fragments use it.</summary>
    public ICache ForPages => CacheKit.Cache.Of(Cache)!.ForPages;

    /// <summary>The names of the calls that the server has received.</summary>
    public IEnumerable<string> Operations => Backend.Calls.Select(call => call.Operation);

    /// <summary>A cache that forgives failures.</summary>
    public static GuardedCache Forgiving(params (string Name, string Value)[] settings) => new([("Options:OnFailure", "miss"), .. settings]);

    /// <summary>The server goes away.</summary>
    public void GoAway() => Backend.FailWith(Outage);

    /// <summary>The server is back, and nobody has asked it anything yet.</summary>
    public void ComeBack()
    {
        Backend.Recover();
        Time.Advance(Circuit.LongestBreak);
        Backend.ForgetCalls();
    }

    public IEnumerable<RecordedLog> Changes => Logs.Lines.Where(line => line.Id.Id is Opened or Closed);

    /// <summary>Lets calls fail as when the server is down until it is left alone.</summary>
    public async Task OpenAsync()
    {
        Backend.FailWith(Outage);
        for (int call = 0; call < Circuit.Threshold; call++)
            await FailAsync();
        Backend.ForgetCalls();
    }

    public Task<CacheBackendException> FailAsync() => Assert.ThrowsAsync<CacheBackendException>(async () => await Cache.GetAsync<string>("k", TestContext.Current.CancellationToken));

    public ValueTask DisposeAsync()
    {
        Failures.Dispose();
        return _container.DisposeAsync();
    }
}
