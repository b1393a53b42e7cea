using System.Globalization;
using CacheKit.Memcached.Tests.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Memcached.Tests.CrossChecks;

/// <summary>A cache of CacheKit's and Python's clients on the same three servers: what one stores is the same value to the other.</summary>
public sealed class PythonCacheTests(ThreeServers servers) : IClassFixture<ThreeServers>
{
    // A key without a prefix, in version 1.
    private const string Scope = ":1:";
    private const int Keys = 1000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, MemcachedDistribution> Clients => PythonTests.Clients;

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task What_it_stores_the_cache_returns(string library, MemcachedDistribution distribution)
    {
        var other = await PythonClient.OpenAsync(library, distribution, Addresses(distribution));
        await using var container = NewContainer(distribution);
        var cache = container.GetRequiredService<ICache>();
        var specimens = Specimen.Many($"to-cache-{distribution}", Keys);

        await other.SetAsync(specimens);

        foreach (var specimen in specimens)
            Assert.Equal(specimen.Text, await GetAsync(cache, specimen));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task What_the_cache_stores_it_finds(string library, MemcachedDistribution distribution)
    {
        var other = await PythonClient.OpenAsync(library, distribution, Addresses(distribution));
        await using var container = NewContainer(distribution);
        var cache = container.GetRequiredService<ICache>();
        var specimens = Specimen.Many($"from-cache-{distribution}", Keys);

        foreach (var specimen in specimens)
            await SetAsync(cache, specimen);

        Assert.Equal(specimens, await other.GetAsync(Array.ConvertAll(specimens, static specimen => specimen.Key)));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Both_count_one_counter(string library, MemcachedDistribution distribution)
    {
        var other = await PythonClient.OpenAsync(library, distribution, Addresses(distribution));
        await using var container = NewContainer(distribution);
        var cache = container.GetRequiredService<ICache>();

        foreach (string name in Enumerable.Range(0, 5).Select(i => $"cache-counter-{distribution}:{i}"))
        {
            await cache.SetAsync(name, 7, cancellationToken: Token);
            Assert.Equal(10, await other.IncrementAsync(Scope + name, 3));
            Assert.Equal(9, await cache.IncrementAsync(name, -1, cancellationToken: Token));
            Assert.Equal(12, await other.IncrementAsync(Scope + name, 3));
            Assert.Equal(12, await cache.GetAsync<long>(name, cancellationToken: Token));
        }
    }

    private ServiceProvider NewContainer(MemcachedDistribution distribution)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Caches:default:Backend"] = "memcached",
            ["Caches:default:Location"] = string.Join(';', Addresses(distribution)),
            ["Caches:default:Options:Distribution"] = distribution == MemcachedDistribution.KetamaWeighted ? "ketama_weighted" : distribution.ToString(),
        };
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCacheKit(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).AddMemcached();
        return services.BuildServiceProvider();
    }

    private IEnumerable<string> Addresses(MemcachedDistribution distribution) => servers.All.Select(
        (server, place) => distribution == MemcachedDistribution.KetamaWeighted ? $"{server.Location}:{place + 1}" : server.Location);

    private static async Task<string?> GetAsync(ICache cache, Specimen specimen) => specimen.Kind switch
    {
        "text" => await cache.GetAsync<string>(specimen.Key[Scope.Length..], cancellationToken: Token),
        "integer" => (await cache.GetAsync<long?>(specimen.Key[Scope.Length..], cancellationToken: Token))?.ToString(CultureInfo.InvariantCulture),
        _ => await cache.GetAsync<byte[]>(specimen.Key[Scope.Length..], cancellationToken: Token) is { } bytes ? Convert.ToBase64String(bytes) : null,
    };

    private static ValueTask SetAsync(ICache cache, Specimen specimen) => specimen.Kind switch
    {
        "text" => cache.SetAsync(specimen.Key[Scope.Length..], specimen.Text, cancellationToken: Token),
        "integer" => cache.SetAsync(specimen.Key[Scope.Length..], long.Parse(specimen.Text, CultureInfo.InvariantCulture), cancellationToken: Token),
        _ => cache.SetAsync(specimen.Key[Scope.Length..], specimen.Bytes, cancellationToken: Token),
    };
}
