using CacheKit.Benchmarks.Operations;

namespace CacheKit.Benchmarks.Compare;

/// <summary>What one comparison showed.</summary>
/// <param name="Candidates">The candidates, the floor first and last.</param>
internal sealed record ComparisonResult(IReadOnlyList<CandidateResult> Candidates)
{
    public CandidateResult Floor => Candidates[0];

    /// <summary>How far the floor is from itself, as a part of it: the median over the rounds.</summary>
    public double Spread => Statistics.Median(Floor.Rounds.Zip(Candidates[^1].Rounds, static (one, other) => Math.Abs(other - one) / Math.Min(one, other)));

    /// <summary>The times of the floor: the median of what each round showed against both floors of that round.</summary>
    public double Ratio(CandidateResult candidate) => Statistics.Median(candidate.Rounds.Select((time, round) => time / FloorOf(round)));

    public CandidateResult? Find(string name) => Candidates.FirstOrDefault(candidate => candidate.Name == name);

    /// <summary>Whether CacheKit is within its bound, give or take the floor's own spread.</summary>
    public bool Meets(OperationBound bound)
    {
        var measured = Find("CacheKit")!;
        double ratio = bound.CopiesFloor
            ? Statistics.Median(measured.Rounds.Zip(Find("ConcurrentDictionary, copied")!.Rounds, static (time, floor) => time / floor))
            : Ratio(measured);
        return ratio <= bound.TimesFloor * (1 + Spread) && (bound.Bytes is not { } bytes || measured.Bytes < bytes + 0.5);
    }

    private double FloorOf(int round) => (Floor.Rounds[round] + Candidates[^1].Rounds[round]) / 2;
}
