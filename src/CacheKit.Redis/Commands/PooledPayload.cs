using System.Buffers;
using StackExchange.Redis;

namespace CacheKit.Redis.Commands;

/// <summary>
/// A payload on its way to the server, in a buffer of its own. The caller's is valid only until the call ends, and a call
/// may end before its command was written: its caller gave it up, or its time limit passed while the connection was away.
/// So the buffer goes back to the pool only when the server has answered, and is left to the collector in every other case.
/// </summary>
internal readonly struct PooledPayload
{
    private readonly byte[] _buffer;
    private readonly int _length;

    private PooledPayload(byte[] buffer, int length)
    {
        _buffer = buffer;
        _length = length;
    }

    public RedisValue Value => new ReadOnlyMemory<byte>(_buffer, 0, _length);

    // hot path: no allocation
    public static PooledPayload CopyOf(in ReadOnlySequence<byte> payload)
    {
        int length = checked((int)payload.Length);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        payload.CopyTo(buffer);
        return new(buffer, length);
    }

    /// <summary>Gives the buffer back, once the server has answered the command that it was for.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(_buffer);
}
