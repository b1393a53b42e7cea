namespace CacheKit.Memcached.Transport;

/// <summary>How long a server is left alone that could not be reached: longer each time, up to a limit.</summary>
internal sealed class ReconnectPauses(TimeSpan maximum)
{
    private static readonly TimeSpan _first = TimeSpan.FromMilliseconds(50);

    public TimeSpan After(int failures)
    {
        var pause = _first * Math.Pow(2, Math.Min(failures - 1, 20));
        return pause < maximum ? pause : maximum;
    }
}
