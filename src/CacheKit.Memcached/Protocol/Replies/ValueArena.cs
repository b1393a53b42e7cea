using System.Buffers;

namespace CacheKit.Memcached.Protocol.Replies;

/// <summary>Collects many values: small ones side by side in pooled blocks, large ones by themselves. Not thread-safe.</summary>
internal sealed class ValueArena
{
    private const int BlockLength = 64 * 1024;
    private const int LargestInBlock = BlockLength / 4;

    private readonly List<byte[]> _blocks = [];
    private readonly List<ValueBuffer> _large = [];
    private ValueBuffer _current;
    private int _length;
    private int _used;

    /// <summary>A value of this length comes next.</summary>
    public void Begin(int length)
    {
        _length = length;
        if (length > LargestInBlock)
        {
            _current = default;
        }
        else
        {
            if (_blocks.Count == 0 || _used + length > BlockLength)
            {
                _blocks.Add(ArrayPool<byte>.Shared.Rent(BlockLength));
                _used = 0;
            }

            _current = new ValueBuffer(_blocks[^1], _used);
        }

        _current.Begin(length);
    }

    /// <inheritdoc cref="ValueBuffer.Take"/>
    public bool Take(ReadOnlySpan<byte> input, ReadOnlySpan<byte> trailer, bool isWanted, out int consumed) =>
        _current.Take(input, trailer, isWanted, out consumed);

    /// <summary>The value, now that it is complete.</summary>
    public ReadOnlyMemory<byte> Complete()
    {
        if (_length > LargestInBlock)
            _large.Add(_current);
        else
            _used += _length;
        var value = _current.Memory;
        _current = default;
        return value;
    }

    /// <summary>Gives all memory back.</summary>
    public void Free()
    {
        foreach (byte[] block in _blocks)
            ArrayPool<byte>.Shared.Return(block);
        _blocks.Clear();
        foreach (var value in _large)
            value.Free();
        _large.Clear();
        if (_length > LargestInBlock)
            _current.Free();
        _current = default;
    }
}
