using System.Buffers.Binary;
using System.Text;

namespace CacheKit.AspNetCore.PageCache.Entries;

/// <summary>
/// Reads the parts of a <see cref="PageRecordSerializer"/>'s record. Every length is compared with what is left before
/// anything is allocated; what does not fit throws <see cref="InvalidDataException"/>.
/// </summary>
internal ref struct PageRecordReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _left = data;

    /// <summary>How many bytes have not been read.</summary>
    public readonly int Left => _left.Length;

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    /// <summary>Milliseconds, as a point in time or a span, of which a <see cref="TimeSpan"/> can hold as many as are added up.</summary>
    public long ReadTime()
    {
        var milliseconds = ReadInt64();
        return milliseconds is >= 0 and <= long.MaxValue / TimeSpan.TicksPerMillisecond / 4
            ? milliseconds
            : throw new InvalidDataException($"{milliseconds} is no time.");
    }

    public Guid ReadGuid() => new(Take(16), bigEndian: true);

    /// <summary>A number of four bytes from 0 to <paramref name="maximum"/>.</summary>
    public int ReadCount(int maximum)
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));
        return count >= 0 && count <= maximum ? count : throw new InvalidDataException($"{count} where at most {maximum} can stand.");
    }

    public string ReadShortText() => Encoding.UTF8.GetString(Take(ReadByte()));

    public string ReadName(int maximum)
    {
        var length = ReadUInt16();
        return length <= maximum ? Encoding.UTF8.GetString(Take(length)) : throw new InvalidDataException($"A name of {length} bytes.");
    }

    public string ReadLongText(int maximum) => Encoding.UTF8.GetString(Take(ReadCount(maximum)));

    public byte[] ReadBytes() => Take(ReadCount(int.MaxValue)).ToArray();

    /// <summary>Makes sure that nothing follows.</summary>
    public readonly void End()
    {
        if (!_left.IsEmpty)
            throw new InvalidDataException($"{_left.Length} bytes too many.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _left.Length)
            throw new InvalidDataException($"It ends {count - _left.Length} bytes too early.");
        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }
}
