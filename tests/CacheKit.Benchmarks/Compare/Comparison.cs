using CacheKit.Benchmarks.Candidates;
using CacheKit.Benchmarks.Operations;

namespace CacheKit.Benchmarks.Compare;

/// <summary>
/// All candidates at one operation, interleaved: each round asks each in turn, beginning with another every time, so that
/// what else the machine does meets all of them. The floor is measured as two candidates: how they differ says how far
/// a figure can be trusted.
/// </summary>
internal sealed class Comparison : IDisposable
{
    /// <summary>The rounds, of which the median counts.</summary>
    public const int Rounds = 51;

    // Many short turns rather than few long ones: most of them are then never interrupted, and the median is of these.
    private static readonly TimeSpan _turn = TimeSpan.FromMilliseconds(1);

    // Long enough to hold several collections of what is allocated meanwhile, and for threads that share processors.
    private static readonly TimeSpan _longTurn = TimeSpan.FromMilliseconds(20);

    private readonly string[] _keys;
    private readonly List<Contestant> _contestants;

    public Comparison(Operation operation, Dataset data)
    {
        _keys = data.KeysFor(operation);
        _contestants =
        [
            .. from candidate in Candidate.All
               let workload = candidate.Prepare(operation, data)
               where workload is not null
               select new Contestant(candidate, workload),
        ];
    }

    public ComparisonResult Run(Crew crew)
    {
        foreach (var contestant in _contestants)
        {
            WarmUp(contestant.Workload);
            contestant.Rounds.Clear();
            contestant.Operations = OperationsInATurn(contestant.Workload, crew);
        }

        for (int round = 0; round < Rounds; round++)
        {
            for (int turn = 0; turn < _contestants.Count; turn++)
            {
                var contestant = _contestants[(turn + round) % _contestants.Count];
                contestant.Rounds.Add(crew.Run(contestant.Workload, _keys, contestant.Operations, round * contestant.Operations));
            }
        }

        return new([.. _contestants.Select(static contestant => new CandidateResult(contestant))]);
    }

    public void Dispose()
    {
        foreach (var contestant in _contestants)
            contestant.Workload.Dispose();
    }

    // Up to the code of the last tier: it is made after thirty calls, twice, by a thread that waits for quiet.
    private void WarmUp(Workload workload)
    {
        for (int pass = 0; pass < 4; pass++)
        {
            for (int call = 0; call < 40; call++)
                workload.Run(_keys.AsSpan(0, Math.Min(500, _keys.Length)));
            Thread.Sleep(TimeSpan.FromMilliseconds(120));
        }
    }

    private int OperationsInATurn(Workload workload, Crew crew)
    {
        int operations = 200;
        while (true)
        {
            var time = crew.Run(workload, _keys, operations);
            double taken = time.Nanoseconds * operations * crew.Size;
            var turn = crew.Size == 1 && time.Bytes < 1 ? _turn : _longTurn;
            if (taken > turn.TotalNanoseconds / 4)
                return (int)(operations * turn.TotalNanoseconds / taken) + 1;
            operations *= 2;
        }
    }
}
