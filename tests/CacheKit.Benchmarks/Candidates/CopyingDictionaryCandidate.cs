using System.Collections.Concurrent;
using CacheKit.Benchmarks.Operations;

namespace CacheKit.Benchmarks.Candidates;

/// <summary>The floor of bytes that are a copy for each reader.</summary>
internal sealed class CopyingDictionaryCandidate() : Candidate("ConcurrentDictionary, copied")
{
    public override Workload? Prepare(Operation operation, Dataset data)
    {
        if (operation != Operation.GetBytes)
            return null;
        var cache = new ConcurrentDictionary<string, byte[]>();
        for (int index = 0; index < data.Count; index++)
            cache[data.Keys[index]] = data.Bytes[index];
        return Over(cache, static filled => new GetBytes(filled));
    }

    private readonly struct GetBytes(ConcurrentDictionary<string, byte[]> cache) : IOperation
    {
        public int Run(string key) => cache.TryGetValue(key, out byte[]? bytes) ? bytes.AsSpan().ToArray().Length : 0;
    }
}
