namespace CacheKit.Benchmarks.Culling;

/// <summary>What insertions cost.</summary>
/// <param name="Mean">Nanoseconds of one, over all.</param>
/// <param name="Dearest">Nanoseconds of the one that took longest.</param>
internal readonly record struct InsertionTime(double Mean, double Dearest);
