using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.TestProcess;

/// <summary>The default alias of a container with the settings that the process was given, and the backends that processes share.</summary>
internal sealed class OpenedCache : IAsyncDisposable
{
    private readonly ServiceProvider _container;

    private OpenedCache(ServiceProvider container)
    {
        _container = container;
        Cache = container.GetRequiredService<ICaches>().Default;
    }

    public ICache Cache { get; }

    public static OpenedCache Open(IReadOnlyDictionary<string, string> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create($"Caches:default:{setting.Key}", (string?)setting.Value)))
            .Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCacheKit(configuration).AddSqlite().AddRedis();
        return new(services.BuildServiceProvider());
    }

    public ValueTask DisposeAsync() => _container.DisposeAsync();
}
