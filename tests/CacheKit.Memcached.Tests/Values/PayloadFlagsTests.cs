using System.Buffers;
using System.Text;
using CacheKit.Memcached.Values;
using CacheKit.Serialization;

namespace CacheKit.Memcached.Tests.Values;

/// <summary>What stands in the client flags of a value, and what is made of those of others.</summary>
public sealed class PayloadFlagsTests
{
    private readonly PayloadSerializer _serializer = new();

    [Fact]
    public void Text_integers_and_bytes_are_stored_as_every_client_stores_them()
    {
        Assert.Equal((16u, "Bücher"), Store("Bücher"));
        Assert.Equal((16u, ""), Store(""));
        Assert.Equal((2u, "-42"), Store(-42));
        Assert.Equal((2u, "18446744073709551615"), Store(ulong.MaxValue));
        Assert.Equal((0u, "42"), Store("42"u8.ToArray()));
        Assert.Equal((0u, ""), Store(Array.Empty<byte>()));
    }

    [Fact]
    public void Whatever_else_has_a_mark_of_ours_and_its_tag()
    {
        Assert.Equal((0x434B8500u, "true"), Store(true));
        Assert.Equal((0x434B8500u, "[1,2]"), Store(new[] { 1, 2 }));
        Assert.Equal((0x434B8100u, ""), Store<string?>(null));
    }

    [Fact]
    public void Every_payload_comes_back_as_it_was()
    {
        AssertKept("Bücher");
        AssertKept("");
        AssertKept(long.MinValue);
        AssertKept(true);
        AssertKept(1.5);
        AssertKept<byte[]>([0, 0x80, 0xFF]);
        AssertKept<int[]>([1, 2]);
        AssertKept(new string('x', 100_000));
    }

    [Fact]
    public void A_payload_in_pieces_is_divided_in_the_same_place()
    {
        var first = new Piece([0x82], 0);
        var last = first.Append("text"u8.ToArray());
        var value = PayloadFlags.ValueOf(new ReadOnlySequence<byte>(first, 0, last, 4), out uint flags);

        Assert.Equal(16u, flags);
        Assert.Equal("text"u8.ToArray(), value.ToArray());
    }

    [Fact]
    public void What_Python_stored_is_read()
    {
        Assert.Equal("été", Read<string>(16, "été"));
        Assert.Equal(42, Read<int>(2, "42"));
        Assert.Equal(42L, Read<object>(4, "42"));
        Assert.Equal(9, Read<int>(2, "9 "));
        Assert.Equal("raw"u8.ToArray(), Read<byte[]>(0, "raw"));
    }

    [Theory]
    [InlineData(1u, "flags are 1, a pickle of Python's, which is never decoded")]
    [InlineData(8u, "flags are 8, compressed by Python")]
    [InlineData(24u, "flags are 24, compressed by Python")]
    [InlineData(0xfa52u, "flags are 64082")]
    [InlineData(0x434B0500u, "flags are 1128989952")]
    [InlineData(0x434B8501u, "flags are 1129022721")]
    public void What_nobody_here_can_read_says_why(uint flags, string reason)
    {
        Assert.EndsWith(reason, ReasonOf<object>(flags, "value"), StringComparison.Ordinal);
        Assert.EndsWith(reason, ReasonOf<string>(flags, ""), StringComparison.Ordinal);
    }

    [Fact]
    public void An_integer_that_is_none_is_never_taken_for_a_payload()
    {
        Assert.NotNull(ReasonOf<object>(2, "text"));
        Assert.NotNull(ReasonOf<object>(2, ""));
        Assert.Contains("flags are 2", ReasonOf<object>(2, "\u0085"), StringComparison.Ordinal);
    }

    private (uint Flags, string Value) Store<T>(T value)
    {
        var payload = new ArrayBufferWriter<byte>();
        _serializer.Write(value, payload);
        var stored = PayloadFlags.ValueOf(new(payload.WrittenMemory), out uint flags);
        return (flags, Encoding.UTF8.GetString(stored));
    }

    private void AssertKept<T>(T value)
    {
        var payload = new ArrayBufferWriter<byte>();
        _serializer.Write(value, payload);
        var stored = PayloadFlags.ValueOf(new(payload.WrittenMemory), out uint flags);
        var read = new ArrayBufferWriter<byte>();
        PayloadFlags.WritePayload(flags, stored.ToArray(), read);
        Assert.Equal(payload.WrittenSpan, read.WrittenSpan);
    }

    private T? Read<T>(uint flags, string value)
    {
        Assert.True(_serializer.TryRead<T>(PayloadOf(flags, value), out var read, out string? reason), reason);
        return read;
    }

    private string? ReasonOf<T>(uint flags, string value)
    {
        Assert.False(_serializer.TryRead<T>(PayloadOf(flags, value), out _, out string? reason));
        return reason;
    }

    private static ReadOnlyMemory<byte> PayloadOf(uint flags, string value)
    {
        var payload = new ArrayBufferWriter<byte>();
        PayloadFlags.WritePayload(flags, value == "\u0085" ? [0x85, 0x31] : Encoding.UTF8.GetBytes(value), payload);
        return payload.WrittenMemory;
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes, long start)
        {
            Memory = bytes;
            RunningIndex = start;
        }

        public Piece Append(byte[] bytes)
        {
            var next = new Piece(bytes, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
