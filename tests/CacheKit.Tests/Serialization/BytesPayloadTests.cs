using static CacheKit.Tests.Serialization.Payloads;

namespace CacheKit.Tests.Serialization;

public sealed class BytesPayloadTests
{
    private static readonly byte[] _bytes = [0x00, 0x85, 0xFF];

    private enum Flag : byte { None }

    [Fact]
    public void Bytes_are_stored_as_they_are_after_their_tag()
    {
        Assert.Equal([0x84, 0x00, 0x85, 0xFF], Write(_bytes));
        Assert.Equal([0x84], Write<byte[]>([]));
    }

    [Fact]
    public void Bytes_come_back_in_each_of_their_types()
    {
        Assert.Equal(_bytes, RoundTrip(_bytes));
        Assert.Equal(_bytes, RoundTrip(new ReadOnlyMemory<byte>(_bytes)).ToArray());
        Assert.Equal(_bytes, RoundTrip(new Memory<byte>(_bytes)).ToArray());
        Assert.Equal(_bytes[1..], RoundTrip(new ArraySegment<byte>(_bytes, 1, 2)).ToArray());
        Assert.Equal(_bytes, RoundTrip<ReadOnlyMemory<byte>?>(_bytes)!.Value.ToArray());
        Assert.Equal(_bytes, Assert.IsType<byte[]>(Read<object>(Write(_bytes))));
        Assert.Equal(_bytes, Read<IReadOnlyList<byte>>(Write<IReadOnlyList<byte>>(_bytes)));
    }

    [Fact]
    public void Empty_bytes_come_back_empty()
    {
        Assert.Empty(RoundTrip<byte[]>([])!);
        Assert.Equal(0, RoundTrip(default(ArraySegment<byte>)).Count);
        Assert.Equal(0, RoundTrip(default(ReadOnlyMemory<byte>)).Length);
    }

    [Fact]
    public void What_is_read_is_a_copy()
    {
        var payload = Write(_bytes);

        var first = Read<byte[]>(payload)!;
        first[0] = 0x77;

        Assert.Equal(_bytes, Read<byte[]>(payload));
    }

    [Fact]
    public void Only_a_segment_of_a_view_is_stored() => Assert.Equal([0x84, 0x85], Write(_bytes.AsMemory(1, 1)));

    [Fact]
    public void Bytes_are_read_as_nothing_else()
    {
        var payload = Write(_bytes);

        Refusal<string>(payload);
        Refusal<int>(payload);
        Refusal<sbyte[]>(payload);
        Refusal<List<byte>>(payload);
        Refusal<IEnumerable<sbyte>>(payload);
        Refusal<IReadOnlyList<Flag>>(payload);
        Refusal<Guid>(payload);
    }

    [Fact]
    public void A_list_of_bytes_that_is_no_array_goes_by_JSON()
    {
        var payload = Write<IReadOnlyList<byte>>(new List<byte> { 1, 2 });

        Assert.Equal(Tagged(0x85, "[1,2]"), payload);
        Assert.Equal([1, 2], Read<IReadOnlyList<byte>>(payload)!);
    }
}
