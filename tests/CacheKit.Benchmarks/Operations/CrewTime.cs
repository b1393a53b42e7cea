namespace CacheKit.Benchmarks.Operations;

/// <summary>What an operation cost a crew.</summary>
/// <param name="Nanoseconds">The time that passed, by the operations of all threads together.</param>
/// <param name="Bytes">What was allocated for each operation.</param>
internal readonly record struct CrewTime(double Nanoseconds, double Bytes);
