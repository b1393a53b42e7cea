namespace CacheKit.Benchmarks.Stampede;

/// <summary>How a crowd of callers fared.</summary>
/// <param name="Runs">How often the factory ran.</param>
/// <param name="Milliseconds">Until the last caller had its answer.</param>
internal readonly record struct StampedeTime(int Runs, double Milliseconds);
