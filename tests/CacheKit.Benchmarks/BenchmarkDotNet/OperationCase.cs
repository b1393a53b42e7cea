using CacheKit.Benchmarks.Candidates;
using CacheKit.Benchmarks.Operations;

namespace CacheKit.Benchmarks.BenchmarkDotNet;

/// <summary>An operation of a candidate, as BenchmarkDotNet's tables show it.</summary>
public sealed class OperationCase
{
    internal OperationCase(Operation operation, Candidate candidate)
    {
        Operation = operation;
        Candidate = candidate;
    }

    internal Operation Operation { get; }

    internal Candidate Candidate { get; }

    public override string ToString() => $"{Operation} {Candidate.Name}";
}
