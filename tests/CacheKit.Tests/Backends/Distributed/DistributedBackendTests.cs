using System.Reflection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Tests.Backends.Distributed;

/// <summary>What an alias over somebody else's distributed cache keeps there, and over which it cannot be.</summary>
public sealed class DistributedBackendTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 2, 28, 23, 59, 58, TimeSpan.Zero));
    private readonly MemoryDistributedCache _cache;
    private readonly List<ServiceProvider> _containers = [];

    public DistributedBackendTests() => _cache = MemoryCaches.New(_time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _containers.ForEach(static container => container.Dispose());

    [Fact]
    public async Task An_entry_stands_under_its_final_key_as_before()
    {
        var cache = Open(services => services.AddSingleton<IDistributedCache>(_cache), ("Caches:default:Backend", "distributed"));

        await cache.SetAsync("key", "é", TimeSpan.FromMinutes(20), Cancel);
        await cache.SetAsync("lasting", 42, CacheTimeout.Never, Cancel);

        Assert.Equal(Golden("expires"), _cache.Get(":1:key"));
        Assert.Equal(Golden("never"), _cache.Get(":1:lasting"));
    }

    [Fact]
    public async Task An_entry_of_an_earlier_release_is_read()
    {
        var cache = Open(services => services.AddSingleton<IDistributedCache>(_cache), ("Caches:default:Backend", "distributed"));
        _cache.Set(":1:key", Golden("expires"), new());
        _cache.Set(":1:lasting", Golden("never"), new());

        Assert.Equal("é", await cache.GetAsync<string>("key", Cancel));
        Assert.Equal(TimeSpan.FromMinutes(20), (await cache.GetTimeToLiveAsync("key", Cancel)).Value);
        Assert.Equal(42, await cache.GetAsync<int>("lasting", Cancel));
    }

    [Fact]
    public async Task What_somebody_else_stored_under_a_key_is_absent()
    {
        var cache = Open(services => services.AddSingleton<IDistributedCache>(_cache), ("Caches:default:Backend", "distributed"));
        byte[] expires = Golden("expires");

        foreach (byte[] foreign in (byte[][])[[], "text"u8.ToArray(), expires[..4], expires[..11], [.. "CKD\x02"u8, .. expires[4..]]])
        {
            _cache.Set(":1:key", foreign, new());
            Assert.False(await cache.ContainsAsync("key", Cancel));
        }
    }

    [Fact]
    public async Task Times_are_rounded_up_for_a_cache_that_cuts_seconds_off()
    {
        var watched = new WatchedDistributedCache(_cache);
        var cache = Open(services => services.AddSingleton<IDistributedCache>(watched), ("Caches:default:Backend", "distributed"));

        foreach (double seconds in (double[])[0.1, 1, 1.001, 60])
            await cache.SetAsync("key", 1, TimeSpan.FromSeconds(seconds), Cancel);
        await cache.SetAsync("key", 1, CacheTimeout.Never, Cancel);

        Assert.Equal([1, 1, 2, 60, null], watched.Lifetimes.Select(static life => life?.TotalSeconds));
    }

    [Fact]
    public void Without_a_registered_cache_there_is_nothing_to_keep_entries_in() =>
        AssertFault(
            "Caches:default:Location is left out, and no IDistributedCache is registered. Register one, for instance by AddStackExchangeRedisCache, or "
            + "name the service key of one here.",
            static _ => { },
            ("Caches:default:Backend", "distributed"));

    [Fact]
    public void A_service_key_must_be_one() =>
        AssertFault(
            "Caches:default:Location (theirs) is the service key of an IDistributedCache, and none is registered under it. Register one by "
            + "AddKeyedSingleton<IDistributedCache>.",
            services => services.AddSingleton<IDistributedCache>(_cache),
            ("Caches:default:Backend", "distributed"),
            ("Caches:default:Location", "theirs"));

    [Fact]
    public void An_alias_over_itself_is_refused() =>
        AssertFault(
            "Caches:default:Location is left out, and the registered IDistributedCache is CacheKit's own, on the alias 'default', and so leads back to "
            + "CacheKit.",
            static services => services.AddCacheKit().AddDistributedCache(),
            ("Caches:default:Backend", "distributed"));

    [Fact]
    public void So_are_two_aliases_each_over_the_other() =>
        AssertFault(
            "Caches:a:Location (b) is the alias of a cache of CacheKit, and so leads back to CacheKit.",
            static _ => { },
            ("Caches:default:Backend", "locmem"),
            ("Caches:a:Backend", "distributed"),
            ("Caches:a:Location", "b"),
            ("Caches:b:Backend", "distributed"),
            ("Caches:b:Location", "a"));

    [Fact]
    public async Task A_failing_cache_is_told_with_its_alias()
    {
        var watched = new WatchedDistributedCache(_cache) { Failure = new IOException("It is down.") };
        var cache = Open(
            services => services.AddKeyedSingleton<IDistributedCache>("theirs", watched), ("Caches:default:Backend", "distributed"),
            ("Caches:default:Location", "theirs"));

        var exception = await Assert.ThrowsAsync<CacheBackendException>(async () => await cache.GetAsync<int>("key", Cancel));

        Assert.Equal(("default", "get", "It is down."), (exception.Alias, exception.Operation, exception.InnerException!.Message));
    }

    private static byte[] Golden(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"GoldenItems/{name}.bin")!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private ICache Open(Action<IServiceCollection> code, params (string Key, string? Value)[] settings) => OpenAll(code, settings).Default;

    private ICaches OpenAll(Action<IServiceCollection> code, (string Key, string? Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddCacheKit(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value))).Build());
        code(services);
        var container = services.BuildServiceProvider();
        _containers.Add(container);
        return container.GetRequiredService<ICaches>();
    }

    private void AssertFault(string expected, Action<IServiceCollection> code, params (string Key, string? Value)[] settings)
    {
        var caches = OpenAll(code, settings);
        var exception = Assert.Throws<CacheConfigurationException>(() => caches.Default);
        Assert.StartsWith(expected, exception.Message, StringComparison.Ordinal);
    }
}
