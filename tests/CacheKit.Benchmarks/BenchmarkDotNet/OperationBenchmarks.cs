using BenchmarkDotNet.Attributes;
using CacheKit.Benchmarks.Candidates;
using CacheKit.Benchmarks.Operations;

namespace CacheKit.Benchmarks.BenchmarkDotNet;

/// <summary>The same operations under BenchmarkDotNet: each candidate in a process of its own, one after another.</summary>
[MemoryDiagnoser]
public class OperationBenchmarks : IDisposable
{
    private const int Portion = 4096;

    private Workload? _workload;
    private Crew? _crew;
    private string[] _keys = [];

    [ParamsSource(nameof(Cases))]
    public OperationCase Case { get; set; } = null!;

    [Params(1_000, 100_000, 1_000_000)]
    public int Entries { get; set; }

    [Params(1, 4)]
    public int Threads { get; set; }

    public static IEnumerable<OperationCase> Cases() =>
        from operation in Enum.GetValues<Operation>()
        from candidate in Candidate.All
        where candidate.Offers(operation)
        select new OperationCase(operation, candidate);

    [GlobalSetup]
    public void Fill()
    {
        var data = new Dataset(Entries);
        _keys = data.KeysFor(Case.Operation);
        _workload = Case.Candidate.Prepare(Case.Operation, data);
        _crew = new Crew(Threads);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _crew?.Dispose();
        _workload?.Dispose();
        GC.SuppressFinalize(this);
    }

    // The time is that of all threads together: by four, if they did not share processors.
    [Benchmark(OperationsPerInvoke = Portion)]
    public void Run() => _crew!.Run(_workload!, _keys, Portion / Threads);
}
