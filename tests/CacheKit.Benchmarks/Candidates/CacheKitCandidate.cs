using System.Globalization;
using CacheKit.Benchmarks.Operations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Benchmarks.Candidates;

/// <summary>CacheKit on locmem, through <see cref="ICache"/>, with a key prefix and a version.</summary>
internal sealed class CacheKitCandidate() : Candidate("CacheKit")
{
    public override Workload? Prepare(Operation operation, Dataset data)
    {
        // Larger than what is held, so that nothing is culled.
        var cache = Create(maxEntries: 2 * data.Count, out var owner);
        return operation switch
        {
            Operation.GetText or Operation.Miss => Over(Fill(cache, data, data.Texts), static filled => new GetText(filled), owner),
            Operation.GetNumber => Over(Fill(cache, data, data.Numbers), static filled => new GetNumber(filled), owner),
            Operation.GetBytes => Over(Fill(cache, data, data.Bytes), static filled => new GetBytes(filled), owner),
            Operation.GetProfile => Over(Fill(cache, data, data.Profiles), static filled => new GetProfile(filled), owner),
            Operation.SetText => Over(Fill(cache, data, data.Texts), filled => new SetText(filled, data.Texts[0]), owner),
            Operation.SetProfile => Over(Fill(cache, data, data.Profiles), filled => new SetProfile(filled, data.Profiles[0]), owner),
            Operation.GetOrSetText => Over(Fill(cache, data, data.Texts), static filled => new GetOrSetText(filled), owner),
            _ => null,
        };
    }

    /// <summary>An empty cache that culls at a number of entries, as an application configures it.</summary>
    /// <param name="maxEntries">The number.</param>
    /// <param name="owner">Ends the cache.</param>
    public static ICache Create(int maxEntries, out IDisposable owner)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Caches:default:Backend"] = "locmem",
            ["Caches:default:Timeout"] = Dataset.Lifetime.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            ["Caches:default:KeyPrefix"] = "shop",
            ["Caches:default:Version"] = "2",
            ["Caches:default:Options:MaxEntries"] = maxEntries.ToString(CultureInfo.InvariantCulture),
            ["Caches:default:Options:MaxBytes"] = (16L * 1024 * 1024 * 1024).ToString(CultureInfo.InvariantCulture),
        });
        var services = new ServiceCollection().AddCacheKit(configuration.Build()).Services.BuildServiceProvider();
        owner = services;
        return services.GetRequiredService<ICache>();
    }

    private static ICache Fill<T>(ICache cache, Dataset data, T[] values)
    {
        for (int index = 0; index < values.Length; index++)
            cache.SetAsync(data.Keys[index], values[index]).Awaited();
        return cache;
    }

    private readonly struct GetText(ICache cache) : IOperation
    {
        public int Run(string key) => cache.GetAsync<string>(key).Awaited() is { } text ? text.Length : 0;
    }

    private readonly struct GetNumber(ICache cache) : IOperation
    {
        public int Run(string key) => cache.GetAsync<int>(key).Awaited();
    }

    private readonly struct GetBytes(ICache cache) : IOperation
    {
        public int Run(string key) => cache.GetAsync<byte[]>(key).Awaited() is { } bytes ? bytes.Length : 0;
    }

    private readonly struct GetProfile(ICache cache) : IOperation
    {
        public int Run(string key) => cache.GetAsync<Profile>(key).Awaited() is { } profile ? profile.Id : 0;
    }

    private readonly struct SetText(ICache cache, string text) : IOperation
    {
        public int Run(string key)
        {
            cache.SetAsync(key, text).Awaited();
            return 0;
        }
    }

    private readonly struct SetProfile(ICache cache, Profile profile) : IOperation
    {
        public int Run(string key)
        {
            cache.SetAsync(key, profile).Awaited();
            return 0;
        }
    }

    private readonly struct GetOrSetText(ICache cache) : IOperation
    {
        public int Run(string key) => cache.GetOrSetAsync(key, static _ => new ValueTask<string>("made")).Awaited().Length;
    }
}
