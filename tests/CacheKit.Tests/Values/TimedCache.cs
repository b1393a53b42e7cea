using CacheKit.Conformance;
using CacheKit.Conformance.Bytes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Tests.Values;

/// <summary>The default alias on a backend that holds objects, or on one of bytes, with a clock that stands still.</summary>
internal sealed class TimedCache : IAsyncDisposable
{
    private readonly ServiceProvider _container;

    public TimedCache(string backend)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Caches:default:Backend", (string?)backend)])
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddLogging(logging => logging.AddProvider(Logs));
        services.AddCacheKit(configuration).AddBackend("bytes", new BytesBackend(new BytesStore(Time)));
        _container = services.BuildServiceProvider();
        Cache = _container.GetRequiredService<ICaches>().Default;
    }

    /// <summary>One backend of each sort.</summary>
    public static TheoryData<string> Backends => ["locmem", "bytes"];

    public FakeTimeProvider Time { get; } = new();

    public RecordedLogs Logs { get; } = new();

    public ICache Cache { get; }

    public ValueTask DisposeAsync() => _container.DisposeAsync();
}
