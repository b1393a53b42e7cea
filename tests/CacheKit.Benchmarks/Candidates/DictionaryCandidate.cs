using System.Collections.Concurrent;
using CacheKit.Benchmarks.Operations;

namespace CacheKit.Benchmarks.Candidates;

/// <summary>The floor: no expiry, no limit, no copies, one type of values.</summary>
internal sealed class DictionaryCandidate(string name) : Candidate(name)
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

    private static ConcurrentDictionary<string, T> Fill<T>(Dataset data, T[] values)
    {
        var cache = new ConcurrentDictionary<string, T>();
        for (int index = 0; index < values.Length; index++)
            cache[data.Keys[index]] = values[index];
        return cache;
    }

    private readonly struct GetText(ConcurrentDictionary<string, string> cache) : IOperation
    {
        public int Run(string key) => cache.TryGetValue(key, out string? text) ? text.Length : 0;
    }

    private readonly struct GetNumber(ConcurrentDictionary<string, int> cache) : IOperation
    {
        public int Run(string key) => cache.TryGetValue(key, out int number) ? number : 0;
    }

    private readonly struct GetBytes(ConcurrentDictionary<string, byte[]> cache) : IOperation
    {
        public int Run(string key) => cache.TryGetValue(key, out byte[]? bytes) ? bytes.Length : 0;
    }

    private readonly struct GetProfile(ConcurrentDictionary<string, Profile> cache) : IOperation
    {
        public int Run(string key) => cache.TryGetValue(key, out var profile) ? profile.Id : 0;
    }

    private readonly struct SetText(ConcurrentDictionary<string, string> cache, string text) : IOperation
    {
        public int Run(string key)
        {
            cache[key] = text;
            return 0;
        }
    }

    private readonly struct SetProfile(ConcurrentDictionary<string, Profile> cache, Profile profile) : IOperation
    {
        public int Run(string key)
        {
            cache[key] = profile;
            return 0;
        }
    }

    private readonly struct GetOrSetText(ConcurrentDictionary<string, string> cache) : IOperation
    {
        public int Run(string key) => cache.GetOrAdd(key, static _ => "made").Length;
    }
}
