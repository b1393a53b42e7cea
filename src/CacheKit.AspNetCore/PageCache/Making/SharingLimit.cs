namespace CacheKit.AspNetCore.PageCache.Making;

/// <summary>
/// Lets those who wait for a page go when it is still being made some time after its first byte: it may be a stream
/// without an end, and they would wait until it had outgrown the copy, or for ever. Until the first byte they wait as long
/// as it takes: that is what sharing a slow page is for.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="letGo">Lets them go.</param>
internal sealed class SharingLimit(TimeProvider time, Action letGo) : IDisposable
{
    public static readonly TimeSpan AfterFirstByte = TimeSpan.FromSeconds(5);

    private ITimer? _timer;

    public void Begin() =>
        _timer = time.CreateTimer(static letGo => ((Action)letGo!)(), letGo, AfterFirstByte, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer?.Dispose();
}
