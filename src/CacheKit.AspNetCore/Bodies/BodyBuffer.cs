namespace CacheKit.AspNetCore.Bodies;

/// <summary>
/// The bytes of a body on its way, copied or held back: a list of blocks, each begun when the one before is full. One thread
/// writes; another may read what has been written before, under the caller's lock.
/// </summary>
/// <remarks>
/// The blocks are not rented from a pool: code that goes on writing after its request has ended would then write into
/// somebody else's page.
/// </remarks>
internal sealed class BodyBuffer
{
    private const int SmallestBlock = 4 * 1024;
    private const int LargestBlock = 64 * 1024;

    private readonly List<Block> _blocks = [];

    /// <summary>How many bytes are held.</summary>
    public long Length { get; private set; }

    /// <summary>Room for at least <paramref name="sizeHint"/> bytes after the last one; <see cref="Advance"/> says how many came.</summary>
    public Memory<byte> GetMemory(int sizeHint)
    {
        if (_blocks.Count > 0 && _blocks[^1].Free >= Math.Max(1, sizeHint))
            return _blocks[^1].Rest;
        var size = Math.Max(sizeHint, (int)Math.Clamp(Length, SmallestBlock, LargestBlock));
        _blocks.Add(new Block(GC.AllocateUninitializedArray<byte>(size), Length));
        return _blocks[^1].Rest;
    }

    public void Advance(int count)
    {
        if (count == 0)
            return;
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (_blocks.Count == 0 || count > _blocks[^1].Free)
            throw new ArgumentOutOfRangeException(nameof(count), count, "More than GetMemory gave.");
        _blocks[^1].Used += count;
        Length += count;
    }

    public void Append(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var room = GetMemory(1).Span;
            var count = Math.Min(room.Length, data.Length);
            data[..count].CopyTo(room);
            Advance(count);
            data = data[count..];
        }
    }

    /// <summary>The bytes from one position up to another, or as many of them as lie in one block.</summary>
    public ReadOnlyMemory<byte> Slice(long from, long to)
    {
        for (var i = _blocks.Count - 1; i >= 0; i--)
        {
            var block = _blocks[i];
            if (block.Start > from || block.Used == 0)
                continue;
            var end = Math.Min(to, block.Start + block.Used);
            return block.Bytes.AsMemory((int)(from - block.Start), (int)(end - from));
        }

        return default;
    }

    /// <summary>All bytes in one piece.</summary>
    public byte[] ToArray()
    {
        if (Length == 0)
            return [];
        var all = GC.AllocateUninitializedArray<byte>(checked((int)Length));
        foreach (var block in _blocks)
            block.Bytes.AsSpan(0, block.Used).CopyTo(all.AsSpan((int)block.Start));
        return all;
    }

    /// <summary>Lets go of the memory.</summary>
    public void Release()
    {
        _blocks.Clear();
        Length = 0;
    }

    private sealed class Block(byte[] bytes, long start)
    {
        public byte[] Bytes { get; } = bytes;

        /// <summary>Where in the body it begins.</summary>
        public long Start { get; } = start;

        public int Used { get; set; }

        public int Free => Bytes.Length - Used;

        public Memory<byte> Rest => Bytes.AsMemory(Used);
    }
}
