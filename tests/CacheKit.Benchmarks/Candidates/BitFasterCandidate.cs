using BitFaster.Caching;
using BitFaster.Caching.Lru;
using CacheKit.Benchmarks.Operations;

namespace CacheKit.Benchmarks.Candidates;

/// <summary>BitFaster.Caching's <c>ConcurrentLru</c> with expiry after write. One type of values; gives what it holds, not a copy.</summary>
internal sealed class BitFasterCandidate() : Candidate("BitFaster ConcurrentLru")
{
    public override Workload? Prepare(Operation operation, Dataset data) => operation switch
    {
        Operation.GetText or Operation.Miss => Over(Fill(data, data.Texts), static cache => new GetText(cache)),
        Operation.GetNumber => Over(Fill(data, data.Numbers), static cache => new GetNumber(cache)),
        Operation.GetBytes => Over(Fill(data, data.Bytes), static cache => new GetBytes(cache)),
        Operation.GetProfile => Over(Fill(data, data.Profiles), static cache => new GetProfile(cache)),
        Operation.SetText => Over(Fill(data, data.Texts), cache => new SetText(cache, data.Texts[0])),
        Operation.SetProfile => Over(Fill(data, data.Profiles), cache => new SetProfile(cache, data.Profiles[0])),
        Operation.GetOrSetText => Over(Fill(data, data.Texts), static cache => new GetOrSetText(cache)),
        _ => null,
    };

    /// <summary>An empty cache that evicts at a number of entries.</summary>
    public static ICache<string, T> Create<T>(int maxEntries) =>
        new ConcurrentLruBuilder<string, T>().WithCapacity(maxEntries).WithExpireAfterWrite(Dataset.Lifetime).Build();

    private static ICache<string, T> Fill<T>(Dataset data, T[] values)
    {
        var cache = Create<T>(2 * data.Count);
        for (int index = 0; index < values.Length; index++)
            cache.AddOrUpdate(data.Keys[index], values[index]);
        return cache;
    }

    private readonly struct GetText(ICache<string, string> cache) : IOperation
    {
        public int Run(string key) => cache.TryGet(key, out string? text) ? text.Length : 0;
    }

    private readonly struct GetNumber(ICache<string, int> cache) : IOperation
    {
        public int Run(string key) => cache.TryGet(key, out int number) ? number : 0;
    }

    private readonly struct GetBytes(ICache<string, byte[]> cache) : IOperation
    {
        public int Run(string key) => cache.TryGet(key, out byte[]? bytes) ? bytes.Length : 0;
    }

    private readonly struct GetProfile(ICache<string, Profile> cache) : IOperation
    {
        public int Run(string key) => cache.TryGet(key, out var profile) ? profile.Id : 0;
    }

    private readonly struct SetText(ICache<string, string> cache, string text) : IOperation
    {
        public int Run(string key)
        {
            cache.AddOrUpdate(key, text);
            return 0;
        }
    }

    private readonly struct SetProfile(ICache<string, Profile> cache, Profile profile) : IOperation
    {
        public int Run(string key)
        {
            cache.AddOrUpdate(key, profile);
            return 0;
        }
    }

    private readonly struct GetOrSetText(ICache<string, string> cache) : IOperation
    {
        public int Run(string key) => cache.GetOrAdd(key, static _ => "made").Length;
    }
}
