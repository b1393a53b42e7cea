using CacheKit.Conformance;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Redis.Tests.Configuration;

/// <summary>An application whose cache is on Redis, by configuration alone.</summary>
public sealed class RedisApplication : IAsyncDisposable
{
    // For a machine that has much else to do.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    // For the same: where a test says nothing of time, no call of its is to meet a limit.
    private static readonly (string Name, string? Value) _generous = ("Options:Timeout", "30");

    private readonly ServiceProvider _services;

    private RedisApplication(ServiceProvider services, RecordedLogs logs) => (_services, Logs) = (services, logs);

    public RecordedLogs Logs { get; }

    public IServiceProvider Services => _services;

    public ICache Cache => _services.GetRequiredService<ICache>();

    /// <summary>All that was logged.</summary>
    public string Logged => string.Join('\n', Logs.Lines.Select(static line => line.Message));

    /// <summary>Makes it.</summary>
    /// <param name="settings">The settings of the alias <c>default</c>, by their paths below it, and of <c>ConnectionStrings</c>.</param>
    public static RedisApplication Make(params (string Name, string? Value)[] settings) => Make(static _ => { }, settings);

    /// <summary>Makes it with services of its own.</summary>
    /// <param name="register">Registers them.</param>
    /// <param name="settings">The settings of the alias <c>default</c>.</param>
    public static RedisApplication Make(Action<IServiceCollection> register, params (string Name, string? Value)[] settings)
    {
        if (Array.Exists(settings, static setting => setting.Name == "Location") && !Array.Exists(settings, SaysTimeout))
            settings = [_generous, .. settings];
        var logs = new RecordedLogs();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [new("Caches:default:Backend", "redis"), new("ConnectionStrings:Cache", "redis://u:geheim@cache:x"), new("ConnectionStrings:Slow", "redis://cache?socket_timeout=x"), .. settings.Select(static setting => KeyValuePair.Create(setting.Name.StartsWith("ConnectionStrings:", StringComparison.Ordinal) ? setting.Name : $"Caches:default:{setting.Name}", setting.Value))]).Build();
        var services = new ServiceCollection().AddLogging(logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Information));
        register(services);
        services.AddCacheKit(configuration).AddRedis();
        return new(services.BuildServiceProvider(), logs);
    }

    /// <summary>The lines of the log with an id.</summary>
    public IReadOnlyList<RecordedLog> LinesOf(int id) => [.. Logs.Lines.Where(line => line.Id.Id == id)];

    /// <summary>Waits until a condition holds.</summary>
    public static async Task WaitAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_patience);
        while (!condition())
            await Task.Delay(10, limit.Token);
    }

    /// <summary>Waits until values are kept and found.</summary>
    public async Task AssertUsableAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_patience);
        while (true)
        {
            try
            {
                await Cache.SetAsync("usable", 1, cancellationToken: limit.Token);
                // A replica may know it a little later.
                if (await Cache.GetAsync<int>("usable", limit.Token) == 1)
                    return;
            }
            catch (CacheBackendException) when (!limit.IsCancellationRequested)
            {
            }

            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>A call fails, and what it throws says something.</summary>
    public async Task<Exception> AssertFailsAsync(string text = "")
    {
        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await Cache.GetAsync<int>("usable", TestContext.Current.CancellationToken));
        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
        return failure;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static bool SaysTimeout((string Name, string? Value) setting) =>
        setting.Name.Contains("Timeout", StringComparison.OrdinalIgnoreCase) || setting.Value?.Contains("timeout", StringComparison.OrdinalIgnoreCase) == true;
}
