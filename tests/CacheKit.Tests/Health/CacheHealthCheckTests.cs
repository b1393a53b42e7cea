using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CacheKit.Backends;
using CacheKit.Conformance.Bytes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Tests.Health;

public sealed class CacheHealthCheckTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly BytesBackend _server;
    private ServiceProvider? _services;

    public CacheHealthCheckTests() => _server = new BytesBackend(new BytesStore(_time));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
    }

    [Fact]
    public async Task Caches_that_answer_are_healthy_and_each_is_told_of()
    {
        var report = await CheckAsync(checks => checks.AddCacheKit());

        var entry = report.Entries["cachekit"];
        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Null(entry.Description);
        Assert.Equal(["default", "local"], entry.Data.Keys.Order());
        Assert.Equal("server at cache.example answered in 0.0 ms", entry.Data["default"]);
    }

    [Fact]
    public async Task A_check_asks_the_server_and_stores_nothing()
    {
        await CheckAsync(checks => checks.AddCacheKit("default"));

        Assert.Equal("Touch", Assert.Single(_server.Calls).Operation);
        Assert.Empty(_server.Store.FinalKeys);
    }

    [Fact]
    public async Task A_cache_that_is_away_is_unhealthy_where_its_failures_are_errors()
    {
        _server.FailWith(new IOException("nobody there"));

        var report = await CheckAsync(checks => checks.AddCacheKit());

        var entry = report.Entries["cachekit"];
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Equal("The cache 'default' (server at cache.example) cannot be used: nobody there.", entry.Description);
        Assert.IsType<IOException>(entry.Exception);
        Assert.StartsWith("locmem answered", (string)entry.Data["local"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cache_that_is_away_is_degraded_where_its_failures_are_forgiven()
    {
        _server.FailWith(new IOException("nobody there"));

        var report = await CheckAsync(checks => checks.AddCacheKit(), ("Options:OnFailure", "miss"));

        Assert.Equal(HealthStatus.Degraded, report.Entries["cachekit"].Status);
    }

    [Fact]
    public async Task A_check_leaves_nothing_to_be_removed_after_an_outage()
    {
        _server.FailWith(new IOException("nobody there"));
        await CheckAsync(checks => checks.AddCacheKit(), ("Options:OnFailure", "miss"));
        _server.Recover();
        _server.ForgetCalls();

        await _services!.GetRequiredService<ICache>().GetAsync<int>("k", Token);

        Assert.Equal(["TryGet"], _server.Calls.Select(static call => call.Operation));
    }

    [Theory]
    [InlineData(HealthStatus.Degraded, "throw")]
    [InlineData(HealthStatus.Unhealthy, "miss")]
    public async Task The_application_can_say_what_a_failure_means(HealthStatus status, string onFailure)
    {
        _server.FailWith(new IOException("nobody there"));

        var report = await CheckAsync(checks => checks.AddCacheKit(failureStatus: status), ("Options:OnFailure", onFailure));

        Assert.Equal(status, report.Entries["cachekit"].Status);
    }

    [Fact]
    public async Task An_alias_alone_is_not_affected_by_another()
    {
        _server.FailWith(new IOException("nobody there"));

        var report = await CheckAsync(checks => checks.AddCacheKit("local").AddCacheKit("default", name: "pages", tags: ["ready"]));

        Assert.Equal(HealthStatus.Healthy, report.Entries["cachekit-local"].Status);
        Assert.Equal(HealthStatus.Unhealthy, report.Entries["pages"].Status);
        Assert.Equal(["ready"], report.Entries["pages"].Tags);
    }

    [Fact]
    public async Task A_server_that_is_left_alone_is_not_asked_again()
    {
        _server.FailWith(new IOException("nobody there"));
        await CheckAsync(checks => checks.AddCacheKit());
        for (int check = 1; check < 5; check++)
            await _services!.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        _server.ForgetCalls();

        var report = await _services!.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);

        Assert.Empty(_server.Calls);
        Assert.Contains("server at cache.example is left alone until it is tried again", report.Entries["cachekit"].Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HealthStatus.Unhealthy, "throw")]
    [InlineData(HealthStatus.Degraded, "miss")]
    public async Task A_server_that_does_not_answer_within_the_time_of_the_check_is_one_that_is_away(HealthStatus status, string onFailure)
    {
        _server.BeforeCall = async _ =>
        {
            _time.Advance(TimeSpan.FromSeconds(3));
            await new TaskCompletionSource().Task;
        };

        var report = await CheckAsync(checks => checks.AddCacheKit(timeout: TimeSpan.FromSeconds(3)), ("Options:OnFailure", onFailure));

        var entry = report.Entries["cachekit"];
        Assert.Equal(status, entry.Status);
        Assert.Equal("The cache 'default' (server at cache.example) cannot be used: it did not answer within 3 seconds, the time limit of the check.", entry.Description);
        Assert.StartsWith("locmem answered", (string)entry.Data["local"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_is_given_up_says_nothing()
    {
        using var givingUp = CancellationTokenSource.CreateLinkedTokenSource(Token);
        _server.BeforeCall = async _ =>
        {
            await givingUp.CancelAsync();
            await new TaskCompletionSource().Task;
        };
        Build(checks => checks.AddCacheKit(timeout: TimeSpan.FromSeconds(3)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _services!.GetRequiredService<HealthCheckService>().CheckHealthAsync(givingUp.Token));
    }

    [Fact]
    public void No_time_at_all_is_no_time_limit() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ServiceCollection().AddHealthChecks().AddCacheKit(timeout: TimeSpan.Zero));

    [Fact]
    public async Task Without_caches_the_check_says_what_is_missing()
    {
        await using var services = new ServiceCollection().AddLogging().AddHealthChecks().AddCacheKit().Services.BuildServiceProvider();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token));

        Assert.EndsWith("call builder.AddCacheKit() too.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_fails_after_the_check_has_given_up_leaves_no_unobserved_exception()
    {
        var late = new IOException("too late");
        var unobserved = new ConcurrentBag<Exception>();
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            await FailLateAsync(late);
            // What the first collection finds may be held by what only the next one finds.
            for (int collection = 0; collection < 3; collection++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        Assert.DoesNotContain(late, unobserved);

        void Note(object? sender, UnobservedTaskExceptionEventArgs args) => args.Exception.InnerExceptions.ToList().ForEach(unobserved.Add);
    }

    [Fact]
    public async Task An_alias_that_is_not_configured_ends_the_start()
    {
        Build(checks => checks.AddCacheKit("locl").AddCacheKit("LOCAL"));

        var start = Assert.Single(_services!.GetServices<IHostedService>().OfType<IHostedLifecycleService>());
        var exception = await Assert.ThrowsAsync<CacheConfigurationException>(() => start.StartingAsync(Token));

        Assert.Equal("AddHealthChecks().AddCacheKit(\"locl\"): there is no cache 'locl'. Did you mean 'local'?", exception.Message);
    }

    // A method of its own, so that nothing here holds the call when it is to be collected.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task FailLateAsync(Exception late)
    {
        var answer = new TaskCompletionSource();
        _server.BeforeCall = async _ =>
        {
            _time.Advance(TimeSpan.FromSeconds(3));
            await answer.Task.ConfigureAwait(false);
        };
        await CheckAsync(checks => checks.AddCacheKit("default", timeout: TimeSpan.FromSeconds(3)));
        _server.BeforeCall = null;
        // Where there is no context all that waits for it has ended with this.
        await Task.Run(() => answer.SetException(late), Token);
        _ = answer.Task.Exception;
    }

    private Task<HealthReport> CheckAsync(Action<IHealthChecksBuilder> add, params (string Name, string Value)[] settings)
    {
        Build(add, settings);
        return _services!.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
    }

    private void Build(Action<IHealthChecksBuilder> add, params (string Name, string Value)[] settings)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_time);
        services.AddCacheKit(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Caches:default:Backend", "server"), new("Caches:default:Location", "cache.example"), new("Caches:local:Backend", "locmem")])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Caches:default:{setting.Name}", (string?)setting.Value)))
            .Build())
            .AddBackend(new CacheBackendDescriptor("server", _ => _server) { IsOutage = static exception => exception is IOException });
        add(services.AddHealthChecks());
        _services = services.BuildServiceProvider();
    }
}
