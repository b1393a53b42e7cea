using System.Text;
using CacheKit.Memcached.Protocol;
using CacheKit.Memcached.Protocol.Meta;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Tests.Protocol.Meta;

/// <summary>Reading the replies of the meta protocol.</summary>
public sealed class MetaFormatTests
{
    private readonly MetaFormat _format = new(maximumValueLength: 1000);

    [Theory]
    [InlineData("VA 3 f7 t60 s3 c18446744073709551615 kfoo O10 h0 l0 W", "Get", "Value")]
    [InlineData("VA 3 kZm9v b O3 X Z", "Get", "Value")]
    [InlineData("HD O12 t-1", "Get", "Done")]
    [InlineData("HD  O12 ", "Store", "Done")]
    [InlineData("EN", "Get", "Miss")]
    [InlineData("EN O1", "Get", "Miss")]
    [InlineData("NF O1", "Delete", "NotFound")]
    [InlineData("NS O1", "Store", "NotStored")]
    [InlineData("EX O1", "Store", "Changed")]
    [InlineData("MN", "NoOperation", "End")]
    [InlineData("ERROR", "Get", "Refused")]
    [InlineData("CLIENT_ERROR bad command line format", "Get", "Refused")]
    [InlineData("SERVER_ERROR object too large for cache", "Store", "Refused")]
    public void A_reply_is_read_when_its_line_is_complete(string line, string command, string status)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(line + "\r\nmore");
        var kind = Enum.Parse<CommandKind>(command);
        for (int length = 0; length < line.Length + 2; length++)
        {
            Assert.False(_format.TryReadHead(bytes.AsSpan(0, length), kind, out _, out int none));
            Assert.Equal(0, none);
        }

        Assert.True(_format.TryReadHead(bytes, kind, out var head, out int consumed));
        Assert.Equal(line.Length + 2, consumed);
        Assert.Equal(status, $"{head.Reply.Status}");
        Assert.Equal(status == "Value" ? 3 : -1, head.ValueLength);
    }

    [Fact]
    public void Flags_are_read_by_their_letters()
    {
        Assert.True(_format.TryReadHead("VA 1000 c9 W O4294967295 X t60 Z f4294967295\r\n"u8, CommandKind.Get, out var head, out _));

        Assert.Equal(1000, head.ValueLength);
        Assert.Equal(uint.MaxValue, head.Opaque);
        Assert.Equal(
            new MemcachedGetResult { IsFound = true, Flags = uint.MaxValue, Cas = 9, TimeToLive = TimeSpan.FromMinutes(1), IsWinner = true, IsBeingMade = true, IsStale = true },
            head.Reply.ToResult());
    }

    [Theory]
    [InlineData("VA 1001 f0 O1\r\n")]
    [InlineData("VA O1\r\n")]
    [InlineData("VA 1 f0 O4294967296\r\n")]
    [InlineData("VA 1 f0 Wx O1\r\n")]
    [InlineData("HD\r\n")]
    [InlineData("hd O1\r\n")]
    [InlineData("H\r\n")]
    [InlineData("OK\r\n")]
    [InlineData("CLIENT_ERROR\r\n")]
    public void What_is_no_reply_is_refused(string text)
    {
        Assert.Throws<InvalidReplyException>(() => _format.TryReadHead(Encoding.ASCII.GetBytes(text), CommandKind.Get, out _, out _));
    }

    [Theory]
    [InlineData("SERVER_ERROR object too large for cache", MemcachedError.TooLarge, false)]
    [InlineData("SERVER_ERROR out of memory storing object", MemcachedError.OutOfMemory, false)]
    [InlineData("SERVER_ERROR something else", MemcachedError.Other, true)]
    [InlineData("CLIENT_ERROR bad data chunk", MemcachedError.Other, true)]
    [InlineData("CLIENT_ERROR unauthenticated", MemcachedError.NotAuthenticated, true)]
    [InlineData("ERROR", MemcachedError.UnknownCommand, true)]
    public void After_a_refused_store_only_a_value_that_was_surely_read_leaves_the_connection_open(string line, MemcachedError error, bool ends)
    {
        Assert.True(_format.TryReadHead(Encoding.ASCII.GetBytes(line + "\r\n"), CommandKind.Store, out var head, out _));

        Assert.Equal(error, head.Refusal!.Error);
        Assert.Equal(ends, head.Refusal.EndsConnection);
    }

    [Fact]
    public void A_refused_count_leaves_the_connection_open()
    {
        Assert.True(_format.TryReadHead("CLIENT_ERROR cannot increment or decrement non-numeric value\r\n"u8, CommandKind.Count, out var head, out _));

        Assert.Equal(MemcachedError.NotNumeric, head.Refusal!.Error);
        Assert.False(head.Refusal.EndsConnection);
    }

    [Theory]
    [InlineData("18446744073709551616")]
    [InlineData("-1")]
    [InlineData("1 ")]
    [InlineData("")]
    public void A_number_is_digits_and_nothing_else(string text)
    {
        Assert.Equal(ulong.MaxValue, _format.ReadNumber("18446744073709551615"u8));
        Assert.Throws<InvalidReplyException>(() => _format.ReadNumber(Encoding.ASCII.GetBytes(text)));
    }
}
