using CacheKit.Registration;
using CacheKit.Tests.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Tests.Registration;

/// <summary>What dependency injection gives after <c>AddCacheKit</c>.</summary>
public sealed class AddCacheKitTests
{
    private const string TwoAliases = """{ "Caches": { "default": { "Backend": "locmem" }, "sessions": { "Backend": "locmem", "Location": "sessions" } } }""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IConfiguration Configuration(string key, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();

    [Fact]
    public void The_default_cache_is_a_service_and_the_others_are_keyed_by_alias()
    {
        using var services = ConfiguredCaches.FromJson(TwoAliases).Build();

        Assert.Equal("default", services.GetRequiredService<ICache>().Alias);
        Assert.Equal("sessions", services.GetRequiredKeyedService<ICache>("sessions").Alias);
        Assert.Equal(["default", "sessions"], services.GetRequiredService<ICaches>().Aliases);
    }

    [Fact]
    public void One_alias_is_one_object()
    {
        using var services = ConfiguredCaches.FromJson(TwoAliases).Build();
        var caches = services.GetRequiredService<ICaches>();

        Assert.Same(caches["sessions"], caches["Sessions"]);
        Assert.Same(caches["sessions"], services.GetRequiredKeyedService<ICache>("SESSIONS"));
        Assert.Same(caches.Default, services.GetRequiredService<ICache>());
        Assert.Same(caches.Default, caches["default"]);
    }

    [Fact]
    public void An_unknown_alias_is_an_error_that_lists_the_known_ones()
    {
        using var services = ConfiguredCaches.FromJson(TwoAliases).Build();

        var exception = Assert.Throws<KeyNotFoundException>(() => services.GetRequiredService<ICaches>()["other"]);

        Assert.Equal("There is no cache 'other'. Known here: default, sessions. Aliases are the children of the section Caches.", exception.Message);
        Assert.Throws<KeyNotFoundException>(() => services.GetRequiredKeyedService<ICache>("other"));
    }

    [Fact]
    public void A_slip_in_an_alias_is_answered_with_the_nearest()
    {
        using var services = ConfiguredCaches.FromJson(TwoAliases).Build();

        Assert.Contains(
            "Did you mean 'sessions'?", Assert.Throws<KeyNotFoundException>(() => services.GetRequiredService<ICaches>()["session"]).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_no_text_is_an_error()
    {
        using var services = ConfiguredCaches.FromJson(TwoAliases).Build();

        Assert.Contains(
            "keyed by its alias", Assert.Throws<InvalidOperationException>(() => services.GetRequiredKeyedService<ICache>(7)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_configuration_there_is_default_on_locmem()
    {
        var services = new ServiceCollection();
        services.AddCacheKit();
        using var provider = services.BuildServiceProvider();

        Assert.Equal(["default"], provider.GetRequiredService<ICaches>().Aliases);
    }

    [Fact]
    public void The_configuration_comes_from_the_services_when_none_is_given()
    {
        var services = new ServiceCollection();
        services.AddCacheKit();
        services.AddSingleton(Configuration("Caches:default:Version", "5"));
        using var provider = services.BuildServiceProvider();

        Assert.Equal(5, provider.GetRequiredService<ICache>().Version);
    }

    [Fact]
    public void Of_two_configurations_the_later_is_used_and_a_call_without_one_changes_nothing()
    {
        var services = new ServiceCollection();
        services.AddCacheKit(Configuration("Caches:default:Version", "1"));
        services.AddCacheKit(Configuration("Caches:default:Version", "2"));
        services.AddCacheKit();
        using var provider = services.BuildServiceProvider();

        Assert.Equal(2, provider.GetRequiredService<ICache>().Version);
    }

    [Fact]
    public void Adding_it_twice_registers_everything_once()
    {
        var once = new ServiceCollection();
        once.AddCacheKit();
        var twice = new ServiceCollection();
        twice.AddCacheKit();
        twice.AddCacheKit();

        Assert.Equal(once.Select(static service => service.ServiceType), twice.Select(static service => service.ServiceType));
    }

    [Fact]
    public void What_a_library_added_between_two_calls_stays()
    {
        var services = new ServiceCollection();
        services.AddCacheKit().AddBackend("locmem", static _ => new IdleBackend()).Configure("default", static options => options.Version = 4);
        services.AddCacheKit();
        using var provider = services.BuildServiceProvider();

        var cache = provider.GetRequiredService<CacheSet>().Find("default");

        Assert.IsType<IdleBackend>(cache.Bare);
        Assert.Equal(4, cache.Cache.Version);
    }

    [Fact]
    public async Task Aliases_of_one_location_share_a_store_and_others_do_not()
    {
        await using var services = ConfiguredCaches.FromPairs(
            ("Caches:default:KeyPrefix", ""), ("Caches:twin:Backend", "locmem"), ("Caches:other:Backend", "locmem"), ("Caches:other:Location", "b")).Build();
        var caches = services.GetRequiredService<ICaches>();

        await caches.Default.SetAsync("key", 1, default, Token);

        Assert.True(await caches["twin"].ContainsAsync("key", Token));
        Assert.False(await caches["other"].ContainsAsync("key", Token));
    }

    [Fact]
    public async Task Two_containers_share_no_store()
    {
        await using var one = ConfiguredCaches.FromJson("{}").Build();
        await using var other = ConfiguredCaches.FromJson("{}").Build();

        await one.GetRequiredService<ICache>().SetAsync("key", 1, default, Token);

        Assert.False(await other.GetRequiredService<ICache>().ContainsAsync("key", Token));
    }

    [Fact]
    public async Task The_clock_of_the_services_is_used()
    {
        var time = new FakeTimeProvider();
        await using var services = ConfiguredCaches.FromPairs(("Caches:default:Timeout", "60"))
            .With(caches => caches.Services.AddSingleton<TimeProvider>(time)).Build();
        var cache = services.GetRequiredService<ICache>();

        await cache.SetAsync("key", 1, default, Token);
        time.Advance(TimeSpan.FromSeconds(61));

        Assert.False(await cache.ContainsAsync("key", Token));
    }

    [Fact]
    public async Task The_settings_reach_the_cache()
    {
        await using var services = ConfiguredCaches.FromPairs(
            ("Caches:default:Options:MaxEntries", "2"), ("Caches:default:Options:CullFrequency", "0")).Build();
        var cache = services.GetRequiredService<ICache>();

        foreach (var key in new[] { "a", "b", "c" })
            await cache.SetAsync(key, 1, default, Token);

        Assert.False(await cache.ContainsAsync("a", Token));
        Assert.False(await cache.ContainsAsync("b", Token));
        Assert.True(await cache.ContainsAsync("c", Token));
    }

    [Fact]
    public void A_host_builder_reads_its_own_configuration()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddCacheKit();
        builder.Configuration.AddInMemoryCollection([new("Caches:default:Version", "6")]);
        using var host = builder.Build();

        Assert.Equal(6, host.Services.GetRequiredService<ICache>().Version);
    }

    [Fact]
    public void A_null_argument_is_an_error()
    {
        var builder = new ServiceCollection().AddCacheKit();

        Assert.Throws<ArgumentNullException>(static () => new ServiceCollection().AddCacheKit(null!));
        Assert.Throws<ArgumentNullException>(() => builder.AddBackend(null!));
        Assert.Throws<ArgumentNullException>(() => builder.AddBackend("x", (IdleBackend)null!));
        Assert.Throws<ArgumentNullException>(() => builder.AddSerializer(null!));
        Assert.Throws<ArgumentNullException>(() => builder.Configure("x", null!));
        Assert.Throws<ArgumentException>(() => builder.Configure("", static _ => { }));
    }
}
