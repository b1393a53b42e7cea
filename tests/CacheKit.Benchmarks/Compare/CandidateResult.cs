namespace CacheKit.Benchmarks.Compare;

/// <summary>The medians of one candidate at one operation.</summary>
internal sealed class CandidateResult(Contestant contestant)
{
    public string Name { get; } = contestant.Candidate.Name;

    public double Nanoseconds { get; } = contestant.Nanoseconds;

    public double Bytes { get; } = contestant.Bytes;

    /// <summary>The time of each round.</summary>
    public IReadOnlyList<double> Rounds { get; } = [.. contestant.Rounds.Select(static round => round.Nanoseconds)];
}
