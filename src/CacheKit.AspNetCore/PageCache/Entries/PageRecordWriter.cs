using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace CacheKit.AspNetCore.PageCache.Entries;

/// <summary>Writes the parts of a <see cref="PageRecordSerializer"/>'s record.</summary>
internal readonly ref struct PageRecordWriter(IBufferWriter<byte> destination)
{
    public void WriteByte(byte value) => destination.Write([value]);

    public void WriteUInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(destination.GetSpan(sizeof(ushort)), value);
        destination.Advance(sizeof(ushort));
    }

    public void WriteInt32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination.GetSpan(sizeof(int)), value);
        destination.Advance(sizeof(int));
    }

    public void WriteInt64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(destination.GetSpan(sizeof(long)), value);
        destination.Advance(sizeof(long));
    }

    public void WriteGuid(Guid value)
    {
        value.TryWriteBytes(destination.GetSpan(16), bigEndian: true, out var written);
        destination.Advance(written);
    }

    public void WriteBytes(ReadOnlySpan<byte> value) => destination.Write(value);

    /// <summary>Up to 255 bytes.</summary>
    public void WriteShortText(string text)
    {
        WriteByte(checked((byte)text.Length));
        Encoding.UTF8.GetBytes(text, destination);
    }

    /// <summary>A header's name.</summary>
    public void WriteName(string text)
    {
        WriteUInt16(checked((ushort)text.Length));
        Encoding.UTF8.GetBytes(text, destination);
    }

    public void WriteLongText(string text)
    {
        WriteInt32(Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, destination);
    }
}
