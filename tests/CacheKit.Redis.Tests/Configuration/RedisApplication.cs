using CacheKit.Conformance;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Redis.Tests.Configuration;

/// <summary>An application whose cache is on Redis, by configuration alone.</summary>
public sealed class RedisApplication : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private RedisApplication(ServiceProvider services, RecordedLogs logs) => (_services, Logs) = (services, logs);

    public RecordedLogs Logs { get; }

    public IServiceProvider Services => _services;

    public ICache Cache => _services.GetRequiredService<ICache>();

    /// <summary>All that was logged.</summary>
    public string Logged => string.Join('\n', Logs.Lines.Select(static line => line.Message));

    /// <summary>Makes it.</summary>
    /// <param name="settings">The settings of the alias <c>default</c>, by their paths below it.</param>
    public static RedisApplication Make(params (string Name, string? Value)[] settings) => Make(static _ => { }, settings);

    /// <summary>Makes it with services of its own.</summary>
    /// <param name="register">Registers them.</param>
    /// <param name="settings">The settings of the alias <c>default</c>.</param>
    public static RedisApplication Make(Action<IServiceCollection> register, params (string Name, string? Value)[] settings)
    {
        var logs = new RecordedLogs();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [new("Caches:default:Backend", "redis"), .. settings.Select(static setting => KeyValuePair.Create($"Caches:default:{setting.Name}", setting.Value))]).Build();
        var services = new ServiceCollection().AddLogging(logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Information));
        register(services);
        services.AddCacheKit(configuration).AddRedis();
        return new(services.BuildServiceProvider(), logs);
    }

    /// <summary>The lines of the log with an id.</summary>
    public IReadOnlyList<RecordedLog> LinesOf(int id) => [.. Logs.Lines.Where(line => line.Id.Id == id)];

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
