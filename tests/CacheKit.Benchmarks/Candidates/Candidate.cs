using CacheKit.Benchmarks.Operations;

namespace CacheKit.Benchmarks.Candidates;

/// <summary>A cache to be measured. Each says in structs of its own how its user writes each operation.</summary>
/// <param name="name">As the tables show it.</param>
internal abstract class Candidate(string name)
{
    public string Name { get; } = name;

    /// <summary>The floor, twice, CacheKit, and its peers.</summary>
    public static IReadOnlyList<Candidate> All { get; } =
    [
        new DictionaryCandidate("ConcurrentDictionary"),
        new CacheKitCandidate(),
        new BitFasterCandidate(),
        new MemoryCacheCandidate(),
        new HybridCacheCandidate(),
        new FusionCacheCandidate(),
        new CopyingDictionaryCandidate(),
        new DictionaryCandidate("ConcurrentDictionary again"),
    ];

    /// <summary>A cache filled for an operation; null where the candidate has nothing to show in it.</summary>
    public abstract Workload? Prepare(Operation operation, Dataset data);

    /// <summary>Whether there is something to prepare.</summary>
    public bool Offers(Operation operation)
    {
        using var workload = Prepare(operation, new Dataset(10));
        return workload is not null;
    }

    public override string ToString() => Name;

    protected static Workload Over<TCache, TOperation>(TCache cache, Func<TCache, TOperation> call, IDisposable? owner = null)
        where TOperation : struct, IOperation =>
        new Workload<TOperation>(call(cache), owner ?? cache as IDisposable);
}
