using System.Buffers;
using System.Diagnostics;

namespace CacheKit.Serialization;

/// <summary>
/// A buffer for one payload on its way to or from a backend. Rent it, let it be written, read what was written, dispose it:
/// in the steady state nothing is allocated. What was read from it is not to be touched after <see cref="Dispose"/>.
/// </summary>
/// <remarks>Used by one call at a time, on whatever threads that call runs; it goes back to the thread that disposes it.</remarks>
internal sealed class PooledPayloadWriter : IBufferWriter<byte>, IDisposable
{
    /// <summary>A spare keeps an array of at most this length; larger ones go back to the array pool at once.</summary>
    private const int KeptLength = 4096;

    private const int FirstLength = 512;

    // A call that compresses uses two at once.
    [ThreadStatic]
    private static PooledPayloadWriter? _spare;

    [ThreadStatic]
    private static PooledPayloadWriter? _secondSpare;

    private byte[] _buffer = [];
    private int _written;
    private int _isRented;

    private PooledPayloadWriter()
    {
    }

    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _written);

    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, _written);

    public ReadOnlySequence<byte> WrittenSequence => new(_buffer, 0, _written);

    public int WrittenCount => _written;

    public static PooledPayloadWriter Rent()
    {
        PooledPayloadWriter? writer;
        if ((writer = _spare) is not null)
            _spare = null;
        else if ((writer = _secondSpare) is not null)
            _secondSpare = null;
        else
            writer = new();
        writer._isRented = 1;
        return writer;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _written);
        _written += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_written);
    }

    /// <summary>Forgets what was written, to write again.</summary>
    public void Clear() => _written = 0;

    /// <summary>Gives it back. A second call does nothing, so that no two callers ever share one.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isRented, 0) == 0)
            return;
        _written = 0;
        var hasPlace = _spare is null || _secondSpare is null;
        if (_buffer.Length > KeptLength || !hasPlace)
            ReturnBuffer();

        if (_spare is null)
            _spare = this;
        else
            _secondSpare ??= this;
    }

    private void Reserve(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        ObjectDisposedException.ThrowIf(_isRented == 0, this);
        if (_buffer.Length - _written < Math.Max(sizeHint, 1))
            Grow(sizeHint);
    }

    private void Grow(int sizeHint)
    {
        var needed = (long)_written + Math.Max(sizeHint, 1);
        if (needed > Array.MaxLength)
            throw new InvalidOperationException($"A payload of {needed} bytes or more cannot be stored.");
        var length = (int)Math.Min(Math.Max(Math.Max(needed, FirstLength), _buffer.Length * 2L), Array.MaxLength);
        var larger = ArrayPool<byte>.Shared.Rent(length);
        Debug.Assert(larger.Length >= needed, "The pool gave less than was asked for.");
        WrittenSpan.CopyTo(larger);
        ReturnBuffer();
        _buffer = larger;
    }

    private void ReturnBuffer()
    {
        var buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
