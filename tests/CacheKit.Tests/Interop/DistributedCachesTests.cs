using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Interop;

/// <summary>Which alias is whose distributed cache.</summary>
public sealed class DistributedCachesTests
{
    private static readonly DistributedCacheEntryOptions _options = new();

    private static ServiceCollection Services(Action<ICacheKitBuilder> code)
    {
        var services = new ServiceCollection();
        code(services.AddCacheKit(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Caches:default:Backend", "locmem"),
            new("Caches:sessions:Backend", "locmem"),
            new("Caches:sessions:Location", "sessions"),
        ]).Build()));
        return services;
    }

    [Fact]
    public void The_default_alias_is_the_distributed_cache_when_none_is_named()
    {
        using var container = Services(static builder => builder.AddDistributedCache()).BuildServiceProvider();

        container.GetRequiredService<IDistributedCache>().Set("key", [1], _options);

        Assert.Equal([1], container.GetRequiredService<ICaches>().AsDistributedCache("default").Get("key"));
        Assert.Null(container.GetRequiredService<ICaches>().AsDistributedCache("sessions").Get("key"));
        Assert.Same(container.GetRequiredService<IDistributedCache>(), container.GetRequiredService<IBufferDistributedCache>());
    }

    [Fact]
    public void A_named_alias_is_it_in_place_of_one_registered_before()
    {
        var services = new ServiceCollection();
        services.AddDistributedMemoryCache();
        foreach (var service in Services(static builder => builder.AddDistributedCache().AddDistributedCache("sessions")))
            ((ICollection<ServiceDescriptor>)services).Add(service);
        using var container = services.BuildServiceProvider();

        container.GetRequiredService<IDistributedCache>().Set("key", [1], _options);

        Assert.Equal([1], container.GetRequiredService<ICaches>().AsDistributedCache("sessions").Get("key"));
    }

    [Fact]
    public void Every_alias_is_there_by_its_name_and_the_application_keeps_its_own_cache()
    {
        var services = Services(static _ => { });
        services.AddDistributedMemoryCache();
        services.AddKeyedSingleton<IDistributedCache>("own", static (provider, _) => provider.GetRequiredService<IDistributedCache>());
        using var container = services.BuildServiceProvider();

        container.GetRequiredKeyedService<IBufferDistributedCache>("sessions").Set("key", [1], _options);

        Assert.Equal([1], container.GetRequiredKeyedService<IDistributedCache>("sessions").Get("key"));
        Assert.Null(container.GetRequiredKeyedService<IDistributedCache>("default").Get("key"));
        Assert.IsType<MemoryDistributedCache>(container.GetRequiredService<IDistributedCache>());
        Assert.Same(container.GetRequiredService<IDistributedCache>(), container.GetRequiredKeyedService<IDistributedCache>("own"));
    }

    [Fact]
    public void Without_a_call_there_is_no_distributed_cache_but_by_name()
    {
        using var container = Services(static _ => { }).BuildServiceProvider();

        Assert.Null(container.GetService<IDistributedCache>());
        Assert.Null(container.GetService<IBufferDistributedCache>());
    }

    [Fact]
    public void An_alias_that_is_not_configured_ends_the_start()
    {
        using var container = Services(static builder => builder.AddDistributedCache("sesions")).BuildServiceProvider();

        var exception = Assert.Throws<CacheConfigurationException>(() => container.GetRequiredService<ICaches>().Default);

        Assert.Equal("AddDistributedCache(\"sesions\"): there is no cache 'sesions'. Did you mean 'sessions'?", exception.Message);
    }

    [Fact]
    public void A_key_that_is_no_alias_is_no_service()
    {
        using var container = Services(static _ => { }).BuildServiceProvider();

        Assert.Null(container.GetKeyedService<IDistributedCache>("products"));
        Assert.Null(container.GetKeyedService<IBufferDistributedCache>(7));
        Assert.Throws<InvalidOperationException>(() => container.GetRequiredKeyedService<IDistributedCache>("products"));
        Assert.Throws<KeyNotFoundException>(() => container.GetRequiredService<ICaches>().AsDistributedCache("products"));
    }

    [Fact]
    public void An_alias_has_no_case()
    {
        using var container = Services(static _ => { }).BuildServiceProvider();

        Assert.Same(container.GetRequiredKeyedService<IDistributedCache>("sessions"), container.GetRequiredKeyedService<IBufferDistributedCache>("Sessions"));
    }
}
