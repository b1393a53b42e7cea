namespace CacheKit.AspNetCore.Dashboard.Figures;

/// <summary>Ten classes of durations to each power of ten, from 10 µs to 100 s: a percentile is off by an eighth at most.</summary>
internal static class DurationBuckets
{
    private const double Shortest = 1e-5;
    private const int InDecade = 10;
    private const int Decades = 7;

    /// <summary>How many there are; the first and the last take what lies beyond, too.</summary>
    public const int Count = InDecade * Decades;

    public static int Of(double seconds) =>
        seconds <= Shortest ? 0 : Math.Min((int)(Math.Log10(seconds / Shortest) * InDecade), Count - 1);

    /// <summary>The middle of a bucket, in seconds, as its durations lie evenly on the scale.</summary>
    public static double MiddleOf(int bucket) => Shortest * Math.Pow(10, (bucket + 0.5) / InDecade);
}
