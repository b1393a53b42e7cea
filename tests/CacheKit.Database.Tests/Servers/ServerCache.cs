using CacheKit.Conformance;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Database.Tests.Servers;

/// <summary>An application with the alias <c>default</c> on a server.</summary>
public sealed class ServerCache : IAsyncDisposable
{
    private readonly ServiceProvider _container;
    private readonly RecordedLogs _logs = new();

    public ServerCache(ServerKind kind, (string Name, string? Value)[] settings, Action<IServiceCollection>? services = null)
    {
        var all = new Dictionary<string, string?> { ["Caches:default:Backend"] = kind.Backend };
        foreach (var (name, value) in settings)
            all[$"Caches:default:{name}"] = value;
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.AddProvider(_logs));
        services?.Invoke(collection);
        kind.Register(collection.AddCacheKit(new ConfigurationBuilder().AddInMemoryCollection(all).Build()));
        _container = collection.BuildServiceProvider();
        Cache = _container.GetRequiredService<ICaches>().Default;
    }

    public ICache Cache { get; }

    public IServiceProvider Services => _container;

    public RecordedLogs Logs => _logs;

    public async ValueTask DisposeAsync()
    {
        await _container.DisposeAsync();
        _logs.Dispose();
    }
}
