using CacheKit.Tests.Backends.Files;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace CacheKit.Tests.Registration;

/// <summary>A settings file is written anew while the application runs, as people and deployments write files.</summary>
public sealed class SettingsFileReloadTests : IAsyncLifetime
{
    // For a machine that has much else to do.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryDirectory _folder = new();
    private readonly FakeLogCollector _logs = new();
    private readonly string _file;
    private IHost _host = null!;
    private int _unreadable;

    public SettingsFileReloadTests() => _file = Path.Combine(_folder.Parent, "appsettings.json");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Write("""{ "Caches": { "default": { "Timeout": 300 }, "reports": { "Backend": "locmem" } } }""");
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(new FakeLoggerProvider(_logs));
        builder.Configuration.AddJsonFile(_file, optional: true, reloadOnChange: true).SetFileLoadExceptionHandler(_ => Interlocked.Increment(ref _unreadable));
        builder.AddCacheKit();
        _host = builder.Build();
        await _host.StartAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_that_is_half_written_changes_nothing_until_it_is_whole()
    {
        Write("""{ "Caches": { "default": { "Timeout": 4""");
        await UntilAsync(() => Volatile.Read(ref _unreadable) > 0);
        Assert.Equal(300, Lifetime());

        Write("""{ "Caches": { "default": { "Timeout": 42 }, "reports": { "Backend": "locmem" } } }""");
        await UntilAsync(() => Told(1110).Count > 0);

        Assert.Equal(42, Lifetime());
        Assert.Equal(["The configuration has changed: Caches:default:Timeout is 42 (was 300)."], Told(1110, 1111, 1112));
    }

    [Fact]
    public async Task What_is_wrong_in_it_is_told_with_its_path_and_changes_nothing()
    {
        Write("""{ "Caches": { "default": { "Timeout": 42 }, "reports": { "Backend": "locmem", "Options": { "MaxEntries": "many" } } } }""");
        await UntilAsync(() => Told(1111).Count > 0);

        Assert.Contains("Caches:reports:Options:MaxEntries is 'many'", Assert.Single(Told(1111)), StringComparison.Ordinal);
        Assert.Equal(300, Lifetime());
    }

    [Fact]
    public async Task What_only_a_start_can_take_is_told_by_name_and_the_rest_is_taken()
    {
        Replace("""{ "Caches": { "default": { "Timeout": 42, "KeyPrefix": "shop" } } }""");
        await UntilAsync(() => Told(1112).Count > 0);

        Assert.Contains(": Caches:default:KeyPrefix, Caches:reports.", Assert.Single(Told(1112)), StringComparison.Ordinal);
        Assert.Equal(42, Lifetime());
    }

    [Fact]
    public async Task Without_the_file_the_defaults_hold_until_it_is_back()
    {
        Write("""{ "Caches": { "default": { "Timeout": 42 }, "reports": { "Backend": "locmem" } } }""");
        await UntilAsync(() => Lifetime() == 42);

        File.Delete(_file);
        await UntilAsync(() => Lifetime() == 300);
        Replace("""{ "Caches": { "default": { "Timeout": 43 }, "reports": { "Backend": "locmem" } } }""");
        await UntilAsync(() => Lifetime() == 43);

        Assert.Empty(Told(1111));
    }

    [Fact]
    public async Task Of_many_changes_in_a_row_the_last_one_holds()
    {
        for (int seconds = 1; seconds <= 50; seconds++)
        {
            string settings = $$"""{ "Caches": { "default": { "Timeout": {{seconds}} }, "reports": { "Backend": "locmem" } } }""";
            if (seconds % 2 == 0)
                Replace(settings);
            else
                Write(settings);
        }

        await UntilAsync(() => Lifetime() == 50);

        Assert.Empty(Told(1111, 1112));
    }

    private void Write(string settings) => File.WriteAllText(_file, settings);

    // As editors do that lose nothing when the power fails.
    private void Replace(string settings)
    {
        File.WriteAllText(_file + ".new", settings);
        File.Move(_file + ".new", _file, overwrite: true);
    }

    private double? Lifetime()
    {
        var cache = _host.Services.GetRequiredService<ICache>();
        cache.Set("measured", 1);
        return cache.GetTimeToLive("measured").Value is { } time ? Math.Ceiling(time.TotalSeconds) : null;
    }

    private List<string> Told(params int[] ids) =>
        [.. _logs.GetSnapshot().Where(record => ids.Contains(record.Id.Id)).Select(static record => record.Message)];

    private async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(_patience);
        while (!condition())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException("The settings do not become what they should: " + string.Join('\n', _logs.GetSnapshot().Select(static record => record.Message)));
            await Task.Delay(20, Cancel);
        }
    }
}
