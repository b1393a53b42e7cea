using CacheKit.Backends.Files;
using CacheKit.Conformance;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Tests.Backends.Files;

/// <summary>The default alias over files in a directory of its own, or over somebody else's.</summary>
internal sealed class FileHarness : IAsyncDisposable
{
    private readonly TemporaryDirectory? _own;
    private readonly ServiceProvider _container;

    public FileHarness(params (string Name, string Value)[] settings)
        : this(null, settings)
    {
    }

    public FileHarness(TemporaryDirectory? shared, params (string Name, string Value)[] settings)
    {
        _own = shared is null ? new TemporaryDirectory() : null;
        Files = shared ?? _own!;
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddLogging(logging => logging.AddProvider(Logs));
        services.AddCacheKit(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Caches:default:Backend", "file"), new("Caches:default:Location", Files.Path)])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Caches:default:{setting.Name}", (string?)setting.Value)))
            .Build());
        _container = services.BuildServiceProvider();
        Cache = _container.GetRequiredService<ICaches>().Default;
        Layout = new CacheDirectory(Files.Path);
    }

    public TemporaryDirectory Files { get; }

    public CacheDirectory Layout { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 2, 28, 12, 0, 0, TimeSpan.Zero));

    public RecordedLogs Logs { get; } = new();

    public ICache Cache { get; }

    /// <summary>How many entries the count knows of.</summary>
    public int Count
    {
        get
        {
            int[] counts = new int[CacheDirectory.Shards];
            return new EntryCounts(Layout).TryRead(counts) ? counts.Sum() : -1;
        }
    }

    /// <summary>Lets the sweep come by every folder once.</summary>
    public void Sweep()
    {
        for (int done = 0; done < CacheDirectory.Shards; done += FileSweep.ShardsAtOnce)
            Time.Advance(TimeSpan.FromSeconds(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _container.DisposeAsync();
        Logs.Dispose();
        _own?.Dispose();
    }
}
