namespace CacheKit.Memcached.Transport;

/// <summary>What came from the server and is not yet understood; its size never changes. Not thread-safe.</summary>
internal sealed class ReceiveBuffer
{
    /// <summary>Far more than the longest line that a server may send, so that there is always room for the rest of one.</summary>
    public const int Capacity = 64 * 1024;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Capacity);
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Where to put what comes next.</summary>
    public Memory<byte> GetFree()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_start > 0 && _end > Capacity / 2)
        {
            // The beginning of one reply: a line at most, for the bytes of values are taken as they come.
            Unread.CopyTo(_bytes);
            _end -= _start;
            _start = 0;
        }

        return _bytes.AsMemory(_end);
    }

    public void Fill(int count) => _end += count;

    public void Consume(int count) => _start += count;
}
