namespace CacheKit.Benchmarks.Pages;

/// <summary>What wrk tells of a run.</summary>
/// <param name="Requests">How many answers came.</param>
/// <param name="PerSecond">How many a second.</param>
/// <param name="SlowestPercent">The milliseconds that 99 of 100 requests did not exceed.</param>
internal readonly record struct WrkFigures(long Requests, double PerSecond, double SlowestPercent);
