using CacheKit.Backends.Files;
using CacheKit.Tests.Backends.Files;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Tests.Health;

/// <summary>A directory in which nothing can be stored is no cache that works, though what is not there can be asked for.</summary>
public sealed class FileHealthTests : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(3);

    private readonly TemporaryDirectory _files = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services;

    public FileHealthTests()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_time);
        services.AddCacheKit(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Caches:default:Backend", "file"), new("Caches:default:Location", _files.Path)])
            .Build());
        services.AddHealthChecks().AddCacheKit(timeout: _limit);
        _services = services.BuildServiceProvider();
        _ = _services.GetRequiredService<ICache>();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task A_directory_that_cannot_be_made_is_unhealthy_until_it_can()
    {
        string inItsPlace = Path.GetDirectoryName(_files.Path)!;
        await File.WriteAllTextAsync(inItsPlace, "", Token);

        var report = await CheckAsync();

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains($"The cache 'default' (file at {_files.Path}) cannot be used: ", report.Description, StringComparison.Ordinal);
        File.Delete(inItsPlace);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
    }

    [Fact]
    public async Task A_directory_in_which_nothing_can_be_written_is_unhealthy()
    {
        await CheckAsync();
        // A file where the folders of entries would be: root may write anywhere else.
        foreach (int shard in Enumerable.Range(0, CacheDirectory.Shards))
        {
            string folder = Path.Combine(_files.Path, $"{shard:x2}");
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            await File.WriteAllTextAsync(folder, "", Token);
        }

        var report = await CheckAsync();

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
    }

    [Fact]
    public async Task A_check_of_files_stores_nothing()
    {
        var report = await CheckAsync();

        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Empty(_files.Entries);
        Assert.Empty(_files.Leftovers);
    }

    [Fact]
    public async Task A_directory_that_does_not_answer_within_the_time_of_the_check_is_unhealthy()
    {
        string locks = Path.Combine(_files.Path, ".cachekit");
        Directory.CreateDirectory(locks);
        var held = Enumerable.Range(0, EntryLocks.Count)
            .Select(number => new FileStream(Path.Combine(locks, $"{number:x2}.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            .ToList();

        var check = CheckAsync();
        while (!check.IsCompleted)
        {
            _time.Advance(_limit);
            await Task.Delay(10, Token);
        }

        Assert.EndsWith("cannot be used: it did not answer within 3 seconds, the time limit of the check.", (await check).Description, StringComparison.Ordinal);
        held.ForEach(static stream => stream.Dispose());
        // Behind the one that was given up.
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
    }

    private async Task<HealthReportEntry> CheckAsync()
    {
        var report = await _services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        return Assert.Single(report.Entries.Values);
    }
}
