namespace CacheKit.Memcached.Routing;

/// <summary>Divides a many-call into parts, none of which is larger than it may be, if it is not one request alone.</summary>
/// <param name="bytesPerPart">How many bytes a part may have.</param>
internal sealed class RequestParts(int bytesPerPart)
{
    private readonly List<Range> _parts = [];
    private int _start;
    private int _next;
    private long _bytes;

    /// <summary>Adds a request.</summary>
    public void Add(long bytes)
    {
        if (_next > _start && _bytes + bytes > bytesPerPart)
            Close();
        _bytes += bytes;
        _next++;
    }

    /// <summary>The parts; none when there were no requests.</summary>
    public List<Range> Finish()
    {
        if (_next > _start)
            Close();
        return _parts;
    }

    private void Close()
    {
        _parts.Add(_start.._next);
        _start = _next;
        _bytes = 0;
    }
}
