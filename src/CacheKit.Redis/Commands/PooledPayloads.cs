using System.Buffers;
using StackExchange.Redis;

namespace CacheKit.Redis.Commands;

/// <summary>The payloads of a call for many, in few buffers; these too go back only when the server has answered (see <see cref="PooledPayload"/>).</summary>
internal sealed class PooledPayloads
{
    private const int BufferLength = 128 * 1024;

    private readonly List<byte[]> _buffers = [];
    private int _used;

    public RedisValue CopyOf(in ReadOnlySequence<byte> payload)
    {
        int length = checked((int)payload.Length);
        if (_buffers.Count == 0 || _buffers[^1].Length - _used < length)
        {
            _buffers.Add(ArrayPool<byte>.Shared.Rent(Math.Max(length, BufferLength)));
            _used = 0;
        }

        var place = _buffers[^1].AsMemory(_used, length);
        _used += length;
        payload.CopyTo(place.Span);
        return place;
    }

    /// <summary>Gives the buffers back, once the server has answered every command that they were for.</summary>
    public void Return()
    {
        foreach (byte[] buffer in _buffers)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
