namespace CacheKit.AspNetCore.Dashboard.Figures;

/// <summary>A count that is told as a sum since the start of the process; what it has grown by goes into the ring.</summary>
internal sealed class ObservedCount
{
    private long? _last;

    public CountRing Ring { get; } = new();

    /// <summary>Takes the sum; one at a time.</summary>
    public void Observe(long sum)
    {
        // What was counted before anybody looked is not of this moment.
        if (_last is { } last && sum > last)
            Ring.Add(sum - last);
        _last = sum;
    }
}
