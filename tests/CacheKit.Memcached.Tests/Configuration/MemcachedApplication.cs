using CacheKit.Conformance;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace CacheKit.Memcached.Tests.Configuration;

/// <summary>An application whose cache is on memcached, by configuration alone.</summary>
public sealed class MemcachedApplication : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private MemcachedApplication(ServiceProvider services, RecordedLogs logs) => (_services, Logs) = (services, logs);

    public RecordedLogs Logs { get; }

    public ICache Cache => _services.GetRequiredService<ICache>();

    /// <summary>All that was logged.</summary>
    public string Logged => string.Join('\n', Logs.Lines.Select(static line => line.Message));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes it.</summary>
    /// <param name="settings">The settings of the alias <c>default</c>, by their paths below it; of two with one path the later counts.</param>
    public static MemcachedApplication Make(params (string Name, string? Value)[] settings)
    {
        var logs = new RecordedLogs();
        var values = new Dictionary<string, string?> { ["Caches:default:Backend"] = "memcached" };
        foreach (var (name, value) in settings)
            values[$"Caches:default:{name}"] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var services = new ServiceCollection().AddLogging(logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Information));
        services.AddCacheKit(configuration).AddMemcached();
        services.AddHealthChecks().AddCacheKit();
        return new(services.BuildServiceProvider(), logs);
    }

    /// <summary>The lines of the log with an id.</summary>
    public IReadOnlyList<RecordedLog> LinesOf(int id) => [.. Logs.Lines.Where(line => line.Id.Id == id)];

    /// <summary>Waits until values are kept and found.</summary>
    /// <param name="key">The key of one.</param>
    public Task AssertUsableAsync(string key = "usable") => Eventually.IsTrueAsync(async () =>
    {
        try
        {
            await Cache.SetAsync(key, 1, cancellationToken: Token);
            return await Cache.GetAsync<int>(key, Token) == 1;
        }
        catch (CacheBackendException)
        {
            return false;
        }
    });

    /// <summary>A call fails, and what it throws says something.</summary>
    public async Task<CacheBackendException> AssertFailsAsync(string text = "")
    {
        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await Cache.GetAsync<int>("usable", Token));
        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
        return failure;
    }

    /// <summary>What its health check says.</summary>
    public async Task<(HealthStatus Status, string? Description)> CheckHealthAsync()
    {
        var entry = (await _services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Entries["cachekit"];
        return (entry.Status, entry.Description);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Logs.Dispose();
    }
}
