using CacheKit.Benchmarks.Operations;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Benchmarks.Candidates;

/// <summary>The framework's <see cref="HybridCache"/> without a second level. It has no plain get; of bytes and mutable objects it gives copies.</summary>
internal sealed class HybridCacheCandidate() : Candidate("HybridCache")
{
    public override Workload? Prepare(Operation operation, Dataset data) => operation switch
    {
        Operation.GetText or Operation.GetOrSetText => Over(Fill(data, data.Texts), static cache => new GetText(cache)),
        Operation.GetNumber => Over(Fill(data, data.Numbers), static cache => new GetNumber(cache)),
        Operation.GetBytes => Over(Fill(data, data.Bytes), static cache => new GetBytes(cache)),
        Operation.GetProfile => Over(Fill(data, data.Profiles), static cache => new GetProfile(cache)),
        Operation.Miss => Over(Fill(data, data.Texts), static cache => new Miss(cache)),
        Operation.SetText => Over(Fill(data, data.Texts), cache => new SetText(cache, data.Texts[0])),
        Operation.SetProfile => Over(Fill(data, data.Profiles), cache => new SetProfile(cache, data.Profiles[0])),
        _ => null,
    };

    /// <summary>An empty cache.</summary>
    public static HybridCache Create()
    {
        var services = new ServiceCollection();
        services.AddHybridCache(static options => options.DefaultEntryOptions = new() { Expiration = Dataset.Lifetime, LocalCacheExpiration = Dataset.Lifetime });
        return services.BuildServiceProvider().GetRequiredService<HybridCache>();
    }

    private static HybridCache Fill<T>(Dataset data, T[] values)
    {
        var cache = Create();
        for (int index = 0; index < values.Length; index++)
            cache.SetAsync(data.Keys[index], values[index]).Awaited();
        return cache;
    }

    private readonly struct GetText(HybridCache cache) : IOperation
    {
        public int Run(string key) => cache.GetOrCreateAsync(key, static _ => new ValueTask<string>("made")).Awaited().Length;
    }

    private readonly struct GetNumber(HybridCache cache) : IOperation
    {
        public int Run(string key) => cache.GetOrCreateAsync(key, static _ => new ValueTask<int>(1)).Awaited();
    }

    private readonly struct GetBytes(HybridCache cache) : IOperation
    {
        public int Run(string key) => cache.GetOrCreateAsync(key, static _ => new ValueTask<byte[]>([])).Awaited().Length;
    }

    private readonly struct GetProfile(HybridCache cache) : IOperation
    {
        public int Run(string key) => cache.GetOrCreateAsync(key, static _ => new ValueTask<Profile>(new Profile())).Awaited().Id;
    }

    private readonly struct Miss(HybridCache cache) : IOperation
    {
        private static readonly HybridCacheEntryOptions _lookOnly = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData | HybridCacheEntryFlags.DisableLocalCacheWrite };

        public int Run(string key) => cache.GetOrCreateAsync(key, static _ => new ValueTask<string>("made"), _lookOnly).Awaited() is { } text ? text.Length : 0;
    }

    private readonly struct SetText(HybridCache cache, string text) : IOperation
    {
        public int Run(string key)
        {
            cache.SetAsync(key, text).Awaited();
            return 0;
        }
    }

    private readonly struct SetProfile(HybridCache cache, Profile profile) : IOperation
    {
        public int Run(string key)
        {
            cache.SetAsync(key, profile).Awaited();
            return 0;
        }
    }
}
