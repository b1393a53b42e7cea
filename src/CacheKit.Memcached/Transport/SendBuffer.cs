using System.Buffers;
using System.Buffers.Text;

namespace CacheKit.Memcached.Transport;

/// <summary>Requests on their way to the server, in one piece, so that many go out in one send. Not thread-safe.</summary>
internal sealed class SendBuffer
{
    private const int InitialCapacity = 16 * 1024;

    // A burst of large values must not be paid for in memory for ever.
    private const int KeptCapacity = 256 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(InitialCapacity);

    private int _start;
    private int _end;

    public int Length => _end - _start;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(_start, Length);

    /// <summary>What was written after a length, to be changed.</summary>
    public Span<byte> WrittenFrom(int length) => _bytes.AsSpan(_start + length, Length - length);

    /// <summary>Moves the first bytes to another's end.</summary>
    public void MoveTo(SendBuffer other, int count)
    {
        other.Append(_bytes.AsSpan(_start, count));
        _start += count;
        if (_start == _end)
            Reset();
    }

    /// <summary>Room for at least as many bytes; <see cref="Advance"/> says how many were used.</summary>
    public Span<byte> GetSpan(int size)
    {
        if (_bytes.Length - _end < size)
            Grow(size);
        return _bytes.AsSpan(_end);
    }

    public void Advance(int count) => _end += count;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _end += bytes.Length;
    }

    public void Append(in ReadOnlySequence<byte> bytes)
    {
        int length = checked((int)bytes.Length);
        bytes.CopyTo(GetSpan(length));
        _end += length;
    }

    public void AppendDecimal(ulong number)
    {
        const int MaximumDigits = 20;
        Utf8Formatter.TryFormat(number, GetSpan(MaximumDigits), out int written);
        _end += written;
    }

    public void AppendDecimal(long number)
    {
        const int MaximumDigits = 20;
        Utf8Formatter.TryFormat(number, GetSpan(MaximumDigits), out int written);
        _end += written;
    }

    /// <summary>Takes back what was written after a length.</summary>
    public void Truncate(int length) => _end = _start + length;

    /// <summary>Empties it.</summary>
    public void Reset()
    {
        _start = _end = 0;
        if (_bytes.Length <= KeptCapacity)
            return;
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = ArrayPool<byte>.Shared.Rent(InitialCapacity);
    }

    private void Grow(int size)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(checked(Length + size), Math.Min(Array.MaxLength, Length * 2L)));
        int length = Length;
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
        _start = 0;
        _end = length;
    }
}
