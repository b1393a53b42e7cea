using CacheKit.Memcached.Protocol;
using CacheKit.Memcached.Protocol.Binary;
using CacheKit.Memcached.Protocol.Replies;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Tests.Protocol.Binary;

/// <summary>Reading the replies of the binary protocol.</summary>
public sealed class BinaryFormatTests
{
    private readonly BinaryFormat _format = new(maximumValueLength: 1000);

    [Fact]
    public void A_value_is_read_when_header_and_flags_are_complete()
    {
        byte[] bytes = [0x81, 0x00, 0, 0, 4, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 42, 0, 0, 0, 0, 0, 0, 0, 7, 0xde, 0xad, 0xbe, 0xef, .. "hello"u8];
        for (int length = 0; length < 28; length++)
            Assert.False(_format.TryReadHead(bytes.AsSpan(0, length), CommandKind.Get, out _, out _));

        Assert.True(_format.TryReadHead(bytes, CommandKind.Get, out var head, out int consumed));

        Assert.Equal(28, consumed);
        Assert.Equal(5, head.ValueLength);
        Assert.Equal(42U, head.Opaque);
        Assert.Equal(new MemcachedGetResult { IsFound = true, Flags = 0xdeadbeef, Cas = 7 }, head.Reply.ToResult());
    }

    [Fact]
    public void An_error_is_read_with_its_words()
    {
        byte[] bytes = [0x81, 0x01, 0, 0, 0, 0, 0, 3, 0, 0, 0, 9, 0, 0, 0, 42, 0, 0, 0, 0, 0, 0, 0, 0, .. "Too large"u8];
        for (int length = 0; length < bytes.Length; length++)
            Assert.False(_format.TryReadHead(bytes.AsSpan(0, length), CommandKind.Store, out _, out _));

        Assert.True(_format.TryReadHead(bytes, CommandKind.Store, out var head, out int consumed));

        Assert.Equal(bytes.Length, consumed);
        Assert.Equal(new Refusal(MemcachedError.TooLarge, "'Too large'", EndsConnection: false), head.Refusal);
    }

    [Theory]
    [InlineData(0, 0x80)] // a request
    [InlineData(1, 0x01)] // a reply to another command
    [InlineData(3, 1)] // a key that was not asked for
    [InlineData(4, 3)] // flags of another length
    [InlineData(5, 1)] // another data type
    [InlineData(8, 0x7f)] // two gigabytes
    [InlineData(10, 0x04)] // over the limit
    [InlineData(11, 3)] // less than the extras
    public void What_is_no_reply_is_refused(int place, byte value)
    {
        byte[] bytes = [0x81, 0x00, 0, 0, 4, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 42, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, .. "hello"u8];
        bytes[place] = value;

        Assert.Throws<InvalidReplyException>(() => _format.TryReadHead(bytes, CommandKind.Get, out _, out _));
    }

    // Some servers answer with flags.
    [Theory]
    [InlineData(0, 0, 0, true)]
    [InlineData(0, 4, 4, true)]
    [InlineData(0, 4, 5, false)]
    [InlineData(0, 0, 1, false)]
    [InlineData(1, 0, 1, false)]
    [InlineData(255, 0, 255, false)]
    public void A_reply_to_a_touch_has_neither_key_nor_value(byte key, byte extras, byte body, bool isReply)
    {
        byte[] bytes = [0x81, 0x1c, 0, key, extras, 0, 0, 0, 0, 0, 0, body, 0, 0, 0, 42, 0, 0, 0, 0, 0, 0, 0, 7, .. new byte[body]];

        if (isReply)
            Assert.True(_format.TryReadHead(bytes, CommandKind.Get, out _, out int consumed) && consumed == bytes.Length);
        else
            Assert.Throws<InvalidReplyException>(() => _format.TryReadHead(bytes, CommandKind.Get, out _, out _));
    }

    [Fact]
    public void An_error_of_any_length_is_refused()
    {
        byte[] bytes = [0x81, 0x00, 0, 0, 0, 0, 0, 3, 0, 1, 0, 0, 0, 0, 0, 42, 0, 0, 0, 0, 0, 0, 0, 0];

        Assert.Throws<InvalidReplyException>(() => _format.TryReadHead(bytes, CommandKind.Get, out _, out _));
    }
}
