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
using OurCache = CacheKit.Values.Cache;

namespace CacheKit.Tests.Resilience;

/// <summary>The default alias on a backend of bytes behind a circuit breaker, with a clock that stands still.</summary>
internal sealed class GuardedCache : IAsyncDisposable
{
    public const int Opened = 1020;
    public const int Closed = 1021;
    public const int CarriedOut = 1030;
    public const int NotCarriedOut = 1031;
    public const int TooMany = 1032;
    public const int Refused = 1033;

    public static readonly SocketException Outage = new((int)SocketError.ConnectionRefused);

    private readonly ServiceProvider _container;
    private readonly CancellationTokenSource _deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public GuardedCache(params (string Name, string Value)[] settings)
        : this(null, settings)
    {
    }

    public GuardedCache(Func<Exception, Exception>? explain, params (string Name, string Value)[] settings)
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
        services.AddCacheKit(configuration).AddBackend(new CacheBackendDescriptor("guarded", _ => Backend) { IsOutage = static exception => exception is SocketException, Explain = explain });
        _container = services.BuildServiceProvider();
        Failures = new MetricCollector<long>(_container.GetRequiredService<IMeterFactory>(), CacheKitDiagnostics.MeterName, "cachekit.failures");
        Cache = _container.GetRequiredService<ICaches>().Default;
        Logs.Forget();
        _deadline.CancelAfter(TimeSpan.FromSeconds(180));
    }

    public FakeTimeProvider Time { get; } = new();

    public RecordedLogs Logs { get; } = new();

    public BytesBackend Backend { get; }

    public MetricCollector<long> Failures { get; }

    /// <summary>Ends every wait of a fact that would go on for ever.</summary>
    public CancellationToken Deadline => _deadline.Token;

    public ICache Cache { get; }

    /// <summary>It without what forgives.</summary>
    public OurCache Ours => OurCache.Of(Cache)!;

    /// <summary>The same as pages and fragments use it.</summary>
    public ICache ForPages => Ours.ForPages;

    /// <summary>What is remembered.</summary>
    public LostRemovals Lost => Ours.Instruments.Lost!;

    /// <summary>The names of the calls that the server has received.</summary>
    public IEnumerable<string> Operations => Backend.Calls.Select(call => call.Operation);

    /// <summary>A cache that forgives failures.</summary>
    public static GuardedCache Forgiving(params (string Name, string Value)[] settings) => new([("Options:OnFailure", "miss"), .. settings]);

    /// <summary>The server goes away.</summary>
    public void GoAway() => Backend.FailWith(Outage);

    /// <summary>The server is back, and nobody has asked it anything yet.</summary>
    public void ComeBack()
    {
        // What was tried meanwhile has failed, and is not held to have taken as long as the clock is about to jump.
        Assert.True(SpinWait.SpinUntil(() => Lost is not { IsPassing: true }, TimeSpan.FromSeconds(90)));
        Backend.Recover();
        Time.Advance(Circuit.LongestBreak);
        Backend.ForgetCalls();
    }

    /// <summary>Holds the calls of one operation: tells when the first has begun, and lets them go on.</summary>
    public (TaskCompletionSource Begun, TaskCompletionSource End) Hold(string operation)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Backend.BeforeCall = async call =>
        {
            if (call.Operation != operation)
                return;
            begun.TrySetResult();
            await end.Task;
        };
        return (begun, end);
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

    public Task<CacheBackendException> FailAsync() => Assert.ThrowsAsync<CacheBackendException>(async () => await Cache.GetAsync<string>("k", Deadline));

    /// <summary>Waits until something is logged.</summary>
    public Task UntilLoggedAsync(int id) => UntilAsync(() => Logs.Lines.Any(line => line.Id.Id == id));

    /// <summary>Waits until nothing that was lost is left.</summary>
    public Task UntilCarriedOutAsync() => UntilAsync(() => Lost.IsEmpty && Logs.Lines.Any(static line => line.Id.Id == CarriedOut));

    /// <summary>Waits until no pass over what was lost is under way.</summary>
    public Task UntilPassedAsync() => UntilAsync(() => !Lost.IsPassing);

    /// <summary>Waits until so many keys are remembered.</summary>
    public Task UntilRememberedAsync(int count) => UntilAsync(() => Lost.Count == count);

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(1, Deadline);
    }

    public ValueTask DisposeAsync()
    {
        Failures.Dispose();
        _deadline.Dispose();
        return _container.DisposeAsync();
    }
}
