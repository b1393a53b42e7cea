using CacheKit.Benchmarks.Operations;
using ZiggyCreatures.Caching.Fusion;

namespace CacheKit.Benchmarks.Candidates;

/// <summary>FusionCache without a second level; with its auto-clone and JSON where a copy is to be given.</summary>
internal sealed class FusionCacheCandidate() : Candidate("FusionCache")
{
    public override Workload? Prepare(Operation operation, Dataset data) => operation switch
    {
        Operation.GetText or Operation.Miss => Over(Fill(data, data.Texts, copies: false), static cache => new GetText(cache)),
        Operation.GetNumber => Over(Fill(data, data.Numbers, copies: false), static cache => new GetNumber(cache)),
        Operation.GetBytes => Over(Fill(data, data.Bytes, copies: true), static cache => new GetBytes(cache)),
        Operation.GetProfile => Over(Fill(data, data.Profiles, copies: true), static cache => new GetProfile(cache)),
        Operation.SetText => Over(Fill(data, data.Texts, copies: false), cache => new SetText(cache, data.Texts[0])),
        Operation.SetProfile => Over(Fill(data, data.Profiles, copies: true), cache => new SetProfile(cache, data.Profiles[0])),
        Operation.GetOrSetText => Over(Fill(data, data.Texts, copies: false), static cache => new GetOrSetText(cache)),
        _ => null,
    };

    /// <summary>An empty cache.</summary>
    public static FusionCache Create(bool copies)
    {
        // Recovery is for a second level; its loop would keep every cache alive.
        var options = new FusionCacheOptions { EnableAutoRecovery = false, DefaultEntryOptions = new() { Duration = Dataset.Lifetime, EnableAutoClone = copies } };
        var cache = new FusionCache(options);
        if (copies)
            cache.SetupSerializer(new FusionCacheJsonSerializer());
        return cache;
    }

    private static FusionCache Fill<T>(Dataset data, T[] values, bool copies)
    {
        var cache = Create(copies);
        for (int index = 0; index < values.Length; index++)
            cache.Set(data.Keys[index], values[index]);
        return cache;
    }

    private readonly struct GetText(IFusionCache cache) : IOperation
    {
        public int Run(string key) => cache.TryGet<string>(key) is { HasValue: true } found ? found.Value.Length : 0;
    }

    private readonly struct GetNumber(IFusionCache cache) : IOperation
    {
        public int Run(string key) => cache.TryGet<int>(key) is { HasValue: true } found ? found.Value : 0;
    }

    private readonly struct GetBytes(IFusionCache cache) : IOperation
    {
        public int Run(string key) => cache.TryGet<byte[]>(key) is { HasValue: true } found ? found.Value.Length : 0;
    }

    private readonly struct GetProfile(IFusionCache cache) : IOperation
    {
        public int Run(string key) => cache.TryGet<Profile>(key) is { HasValue: true } found ? found.Value.Id : 0;
    }

    private readonly struct SetText(IFusionCache cache, string text) : IOperation
    {
        public int Run(string key)
        {
            cache.Set(key, text);
            return 0;
        }
    }

    private readonly struct SetProfile(IFusionCache cache, Profile profile) : IOperation
    {
        public int Run(string key)
        {
            cache.Set(key, profile);
            return 0;
        }
    }

    private readonly struct GetOrSetText(IFusionCache cache) : IOperation
    {
        public int Run(string key) => cache.GetOrSet<string>(key, static (_, _) => "made").Length;
    }
}
