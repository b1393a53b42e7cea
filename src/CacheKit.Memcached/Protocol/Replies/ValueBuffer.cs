using System.Buffers;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Protocol.Replies;

/// <summary>
/// Collects a value while it comes. Room is taken as bytes come, not as they are announced, so that a false length costs
/// nothing. Not thread-safe.
/// </summary>
internal struct ValueBuffer
{
    private const int FirstPart = 64 * 1024;

    // Small ones stay with their operation: renting on one thread and giving back on another costs more than they do.
    private const int KeptCapacity = 4 * 1024;

    private readonly int _start;
    private byte[]? _bytes;
    private int _filled;
    private int _length;
    private int _trailerSeen;

    /// <summary>For a value that another's block has room for.</summary>
    /// <param name="block">The block.</param>
    /// <param name="start">Where in it.</param>
    public ValueBuffer(byte[] block, int start)
    {
        _bytes = block;
        _start = start;
    }

    public readonly ReadOnlySpan<byte> Value => _bytes.AsSpan(_start, _filled);

    public readonly ReadOnlyMemory<byte> Memory => _bytes.AsMemory(_start, _filled);

    /// <summary>A value of this length comes next.</summary>
    public void Begin(int length)
    {
        _length = length;
        _filled = 0;
        _trailerSeen = 0;
    }

    /// <summary>Takes the next bytes.</summary>
    /// <param name="input">What is there.</param>
    /// <param name="trailer">What closes the value.</param>
    /// <param name="isWanted">Whether anybody still wants the value; once false, it stays false.</param>
    /// <param name="consumed">How many bytes were taken.</param>
    /// <returns>Whether the value is complete and closed.</returns>
    /// <exception cref="InvalidReplyException">Something else than the trailer follows the value.</exception>
    public bool Take(ReadOnlySpan<byte> input, ReadOnlySpan<byte> trailer, bool isWanted, out int consumed)
    {
        int count = Math.Min(_length - _filled, input.Length);
        if (isWanted && count > 0)
        {
            MakeRoom(count);
            input[..count].CopyTo(_bytes.AsSpan(_start + _filled));
        }

        _filled += count;
        consumed = count;
        if (_filled < _length)
            return false;
        var rest = input[count..];
        int closing = Math.Min(trailer.Length - _trailerSeen, rest.Length);
        if (!rest[..closing].SequenceEqual(trailer.Slice(_trailerSeen, closing)))
            throw new InvalidReplyException($"a value of {_length} bytes is followed by {Quotation.Of(rest)}");
        _trailerSeen += closing;
        consumed += closing;
        return _trailerSeen == trailer.Length;
    }

    /// <summary>Empties it for the next use; gives large memory back.</summary>
    public void Clear()
    {
        _filled = 0;
        if (_bytes is { Length: > KeptCapacity })
            Free();
    }

    /// <summary>Gives its memory back.</summary>
    public void Free()
    {
        if (_bytes is { } bytes)
            ArrayPool<byte>.Shared.Return(bytes);
        _bytes = null;
        _filled = 0;
    }

    private void MakeRoom(int count)
    {
        int needed = _filled + count;
        if (_bytes is { } enough && enough.Length - _start >= needed)
            return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Min(_length, Math.Max(FirstPart, _filled * 2))));
        Value.CopyTo(larger);
        if (_bytes is { } smaller)
            ArrayPool<byte>.Shared.Return(smaller);
        _bytes = larger;
    }
}
