using CacheKit.Benchmarks.Candidates;
using CacheKit.Benchmarks.Operations;

namespace CacheKit.Benchmarks.Compare;

/// <summary>A candidate in one comparison, and what it took in each round.</summary>
internal sealed class Contestant(Candidate candidate, Workload workload)
{
    public Candidate Candidate => candidate;

    public Workload Workload => workload;

    /// <summary>How many operations each thread does in a round, so that every candidate is measured for about as long.</summary>
    public int Operations { get; set; }

    public List<CrewTime> Rounds { get; } = [];

    public double Nanoseconds => Statistics.Median(Rounds.Select(static round => round.Nanoseconds));

    public double Bytes => Statistics.Median(Rounds.Select(static round => round.Bytes));
}
