using CacheKit.Backends;
using CacheKit.Conformance;
using CacheKit.Conformance.Bytes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Tests.Values;

/// <summary>The default alias over a backend of bytes that can be looked into, tampered with and broken.</summary>
internal sealed class BytesHarness : IAsyncDisposable
{
    private readonly ServiceProvider _container;

    public BytesHarness(params (string Name, string Value)[] settings)
        : this(CacheKeyPolicy.Warn, false, settings)
    {
    }

    public BytesHarness(CacheKeyPolicy keyPolicy, bool addsThenReads = false, params (string Name, string Value)[] settings)
    {
        Backend = new BytesBackend(new BytesStore(Time)) { KeyPolicy = keyPolicy, AddsThenReads = addsThenReads };
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddLogging(logging => logging.AddProvider(Logs));
        services.AddCacheKit(ConfigurationOf(settings)).AddBackend("bytes", Backend);
        _container = services.BuildServiceProvider();
        Cache = _container.GetRequiredService<ICaches>().Default;
    }

    public FakeTimeProvider Time { get; } = new();

    public RecordedLogs Logs { get; } = new();

    public BytesBackend Backend { get; }

    public BytesStore Store => Backend.Store;

    public ICache Cache { get; }

    /// <summary>The names of the calls that the backend received since the last look.</summary>
    public IReadOnlyList<string> TakeCalls()
    {
        var operations = Backend.Calls.Select(call => call.Operation).ToArray();
        Backend.ForgetCalls();
        return operations;
    }

    public ValueTask DisposeAsync() => _container.DisposeAsync();

    private static IConfiguration ConfigurationOf((string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection([KeyValuePair.Create("Caches:default:Backend", (string?)"bytes")])
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Caches:default:{setting.Name}", (string?)setting.Value)))
        .Build();
}
