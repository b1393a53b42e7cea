using CacheKit.Benchmarks.Operations;
using Microsoft.Extensions.Caching.Memory;

namespace CacheKit.Benchmarks.Candidates;

/// <summary>The framework's <see cref="MemoryCache"/> through <see cref="IMemoryCache"/>; gives what it holds, not a copy.</summary>
internal sealed class MemoryCacheCandidate() : Candidate("MemoryCache")
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

    private static IMemoryCache Fill<T>(Dataset data, T[] values)
    {
        IMemoryCache cache = new MemoryCache(new MemoryCacheOptions());
        for (int index = 0; index < values.Length; index++)
            cache.Set(data.Keys[index], values[index], Dataset.Lifetime);
        return cache;
    }

    private readonly struct GetText(IMemoryCache cache) : IOperation
    {
        public int Run(string key) => cache.TryGetValue(key, out string? text) ? text!.Length : 0;
    }

    private readonly struct GetNumber(IMemoryCache cache) : IOperation
    {
        public int Run(string key) => cache.TryGetValue(key, out int number) ? number : 0;
    }

    private readonly struct GetBytes(IMemoryCache cache) : IOperation
    {
        public int Run(string key) => cache.TryGetValue(key, out byte[]? bytes) ? bytes!.Length : 0;
    }

    private readonly struct GetProfile(IMemoryCache cache) : IOperation
    {
        public int Run(string key) => cache.TryGetValue(key, out Profile? profile) ? profile!.Id : 0;
    }

    private readonly struct SetText(IMemoryCache cache, string text) : IOperation
    {
        public int Run(string key)
        {
            cache.Set(key, text, Dataset.Lifetime);
            return 0;
        }
    }

    private readonly struct SetProfile(IMemoryCache cache, Profile profile) : IOperation
    {
        public int Run(string key)
        {
            cache.Set(key, profile, Dataset.Lifetime);
            return 0;
        }
    }

    private readonly struct GetOrSetText(IMemoryCache cache) : IOperation
    {
        public int Run(string key) => cache.GetOrCreate(key, static entry =>
        {
            entry.AbsoluteExpirationRelativeToNow = Dataset.Lifetime;
            return "made";
        })!.Length;
    }
}
