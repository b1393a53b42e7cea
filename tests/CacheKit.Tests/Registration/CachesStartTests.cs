using CacheKit.Backends;
using CacheKit.Tests.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace CacheKit.Tests.Registration;

/// <summary>How the caches are made: once, all or none, before anything else starts.</summary>
public sealed class CachesStartTests
{
    private static IHost BuildHost(FakeLogCollector logs, Action<ICacheKitBuilder> code, params (string Key, string? Value)[] pairs)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(pairs.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value)));
        builder.Logging.AddProvider(new FakeLoggerProvider(logs));
        builder.Logging.AddFilter(static (category, _) => category?.StartsWith("CacheKit", StringComparison.Ordinal) == true);
        code(builder.AddCacheKit());
        return builder.Build();
    }

    [Fact]
    public async Task A_wrong_configuration_ends_the_start_before_any_other_service_starts()
    {
        var other = new StartedService();
        using var host = BuildHost(new(), caches => caches.Services.AddSingleton<IHostedService>(other), ("Caches:default:Timeout", "soon"));

        var exception = await Assert.ThrowsAsync<CacheConfigurationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("Caches:default:Timeout is 'soon'", exception.Message, StringComparison.Ordinal);
        Assert.False(other.HasStarted);
    }

    [Fact]
    public async Task A_start_makes_the_backends_and_logs_a_line_for_each_alias()
    {
        var logs = new FakeLogCollector();
        var made = 0;
        using var host = BuildHost(
            logs,
            caches => caches.AddBackend("own", _ => { made++; return new IdleBackend(); }),
            ("Caches:default:Backend", "locmem"),
            ("Caches:sessions:Backend", "locmem"),
            ("Caches:sessions:Location", "sessions"),
            ("Caches:z:Backend", "own"));

        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, made);
        Assert.Equal(
            ["Cache 'default' uses locmem.", "Cache 'sessions' uses locmem at sessions.", "Cache 'z' uses own."],
            logs.GetSnapshot().Select(static record => record.Message));
        Assert.Equal([1101, 1102, 1101], logs.GetSnapshot().Select(static record => record.Id.Id));
    }

    [Fact]
    public void A_backend_shows_its_location_as_it_says()
    {
        var caches = ConfiguredCaches.FromPairs(("Caches:default:Backend", "own"), ("Caches:default:Location", "secret"))
            .With(static builder => builder.AddBackend(new CacheBackendDescriptor("own", static _ => new IdleBackend()) { DisplayLocation = static context => $"{context.Alias}'s place" }));
        using (var services = caches.Build())
            services.GetRequiredService<ICache>();

        Assert.Equal("Cache 'default' uses own at default's place.", Assert.Single(caches.Logs.GetSnapshot()).Message);
    }

    [Fact]
    public async Task Many_first_uses_at_once_make_each_backend_once()
    {
        var made = 0;
        await using var services = ConfiguredCaches.FromPairs(("Caches:default:Backend", "own"))
            .With(caches => caches.AddBackend("own", _ => { Interlocked.Increment(ref made); return new IdleBackend(); })).Build();
        using var start = new Barrier(8);

        var uses = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () => { start.SignalAndWait(); return services.GetRequiredService<ICaches>()["default"]; },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        var caches = await Task.WhenAll(uses);

        Assert.Equal(1, made);
        Assert.Single(caches.Distinct());
    }

    [Fact]
    public void One_faulty_alias_keeps_all_backends_from_being_made()
    {
        var made = 0;

        var errors = ConfiguredCaches.FromPairs(("Caches:default:Backend", "own"), ("Caches:other:Backend", "reddis"))
            .With(caches => caches.AddBackend("own", _ => { made++; return new IdleBackend(); })).Errors();

        Assert.Single(errors);
        Assert.Equal(0, made);
    }

    [Fact]
    public void The_faults_that_backends_find_are_told_together()
    {
        var strict = new CacheBackendDescriptor("strict", static _ => throw new InvalidOperationException("made in spite of an error"))
        {
            OptionNames = ["Db"],
            Validate = static context => context.Options.GetInt32("Db", 0, 15),
        };

        var errors = ConfiguredCaches.FromPairs(
            ("Caches:default:Backend", "strict"), ("Caches:default:Options:db", "x"),
            ("Caches:other:Backend", "strict"), ("Caches:other:Options:DB", "16")).With(caches => caches.AddBackend(strict)).Errors();

        Assert.Equal(
            [
                "Caches:default:Options:db is 'x'; expected a whole number from 0 to 15.",
                "Caches:other:Options:DB is '16'; expected a whole number from 0 to 15.",
            ],
            errors);
    }

    [Fact]
    public void A_backend_may_report_while_it_is_made_and_those_made_before_are_closed()
    {
        var first = new ClosableBackend();

        var errors = ConfiguredCaches.FromPairs(("Caches:a:Backend", "good"), ("Caches:b:Backend", "bad"), ("Caches:default:Backend", "bad"))
            .With(caches => caches.AddBackend("good", _ => first).AddBackend("bad", static context =>
            {
                context.Options.AddError("Colour", "is missing.");
                throw new InvalidOperationException("no colour");
            })).Errors();

        Assert.Equal(["Caches:b:Options:Colour is missing.", "Caches:default:Options:Colour is missing."], errors);
        Assert.Equal(1, first.Disposed);
    }

    [Fact]
    public void What_a_factory_throws_is_an_error_with_its_cause()
    {
        using var services = ConfiguredCaches.FromPairs(("Caches:default:Backend", "bad"))
            .With(static caches => caches.AddBackend("bad", static _ => throw new FormatException("odd"))).Build();

        var exception = Assert.Throws<CacheConfigurationException>(() => services.GetRequiredService<ICache>());

        Assert.Equal("Caches:default:Backend is 'bad', which could not be made: odd", exception.Message);
        Assert.IsType<FormatException>(exception.InnerException);
    }

    [Fact]
    public void A_factory_that_gives_null_is_an_error() =>
        Assert.Equal("Caches:default:Backend is 'bad', whose factory gave null.", ConfiguredCaches.FromPairs(("Caches:default:Backend", "bad"))
            .With(static caches => caches.AddBackend("bad", static _ => null!)).Error());

    [Fact]
    public void Errors_that_a_factory_throws_are_told_as_they_are() =>
        Assert.Equal(["one", "two"], ConfiguredCaches.FromPairs(("Caches:default:Backend", "bad"))
            .With(static caches => caches.AddBackend("bad", static _ => throw new CacheConfigurationException(["one", "two"]))).Errors());

    [Fact]
    public void Errors_that_a_validation_throws_are_told_with_the_others() =>
        Assert.Equal(["Caches:default:Version is 'x'; expected a whole number from -2147483648 to 2147483647.", "one"], ConfiguredCaches
            .FromPairs(("Caches:default:Backend", "bad"), ("Caches:default:Version", "x"))
            .With(static caches => caches.AddBackend(new CacheBackendDescriptor("bad", static _ => new IdleBackend()) { Validate = static _ => throw new CacheConfigurationException(["one"]) }))
            .Errors());

    [Fact]
    public void A_second_use_tells_the_same_errors()
    {
        using var services = ConfiguredCaches.FromPairs(("Caches:default:Timeout", "soon")).Build();

        var first = Assert.Throws<CacheConfigurationException>(() => services.GetRequiredService<ICache>());
        var second = Assert.Throws<CacheConfigurationException>(() => services.GetRequiredService<ICaches>().Default);

        Assert.Equal(first.Errors, second.Errors);
    }

    [Fact]
    public void A_backend_that_asks_for_a_cache_while_it_is_made_is_an_error_not_an_endless_loop() =>
        Assert.Contains("asks for a cache while the caches are being made", ConfiguredCaches.FromPairs(("Caches:default:Backend", "eager"))
            .With(static caches => caches.AddBackend("eager", static context => { context.Services.GetRequiredService<ICache>(); return new IdleBackend(); }))
            .Error(), StringComparison.Ordinal);

    [Fact]
    public void A_backend_may_take_the_caches_to_use_them_later()
    {
        ICaches? taken = null;
        using var services = ConfiguredCaches.FromPairs(("Caches:default:Backend", "tiered"), ("Caches:near:Backend", "locmem"))
            .With(caches => caches.AddBackend("tiered", context => { taken = context.Services.GetRequiredService<ICaches>(); return new IdleBackend(); })).Build();

        services.GetRequiredService<ICache>();

        Assert.Equal("near", taken!["near"].Alias);
    }

    private sealed class StartedService : BackgroundService
    {
        public bool HasStarted { get; private set; }

        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            HasStarted = true;
            return Task.CompletedTask;
        }
    }
}
