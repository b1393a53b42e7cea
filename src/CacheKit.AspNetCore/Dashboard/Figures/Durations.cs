namespace CacheKit.AspNetCore.Dashboard.Figures;

/// <summary>How long some calls took.</summary>
/// <param name="buckets">How many in each of <see cref="DurationBuckets"/>.</param>
/// <param name="failures">How many of them failed.</param>
internal sealed class Durations(long[] buckets, long failures)
{
    public long Calls { get; } = buckets.Sum();

    public long Failures => failures;

    /// <summary>The duration that so many in a hundred calls did not take longer than, within a bucket's width; null of no calls.</summary>
    public TimeSpan? Percentile(double percent)
    {
        if (Calls == 0)
            return null;
        var rank = (long)Math.Ceiling(Calls * percent / 100);
        long seen = 0;
        for (var bucket = 0; bucket < buckets.Length; bucket++)
        {
            seen += buckets[bucket];
            if (seen >= rank)
                return TimeSpan.FromSeconds(DurationBuckets.MiddleOf(bucket));
        }

        return null;
    }
}
