using CacheKit.Backends;
using CacheKit.Conformance;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Redis.Tests.Servers;

/// <summary>An application with the alias <c>default</c> on a backend.</summary>
internal sealed class CacheOnBackend : IAsyncDisposable
{
    private readonly ServiceProvider _container;

    public CacheOnBackend(ICacheBackend backend)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>("Caches:default:Backend", "given")]).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(Logs));
        services.AddCacheKit(configuration).AddBackend("given", backend);
        _container = services.BuildServiceProvider();
        Cache = _container.GetRequiredService<ICaches>().Default;
    }

    public RecordedLogs Logs { get; } = new();

    public ICache Cache { get; }

    public async ValueTask DisposeAsync()
    {
        await _container.DisposeAsync();
        Logs.Dispose();
    }
}
