using System.Text;
using CacheKit.Redis.Keys;

namespace CacheKit.Redis.Tests.Keys;

public sealed class WideUtf8Tests
{
    [Theory]
    [InlineData("")]
    [InlineData("key")]
    [InlineData("é€😀\0")]
    public void A_whole_text_is_plain_UTF_8(string text)
    {
        Assert.True(WideUtf8.CanHold(text));
        Assert.Equal(Encoding.UTF8.GetBytes(text), WideUtf8.GetBytes(text));
        Assert.Equal(text, WideUtf8.GetString(WideUtf8.GetBytes(text)));
    }

    [Fact]
    public void Half_a_pair_is_told_from_every_other_text()
    {
        // An attribute could not hold them.
        (string Text, string Bytes)[] halves = [("\uD83D", "EDA0BD"), ("a\uDE00b", "61EDB88062"), ("\uDE00\uD83D", "EDB880EDA0BD"), ("😀\uD83D", "F09F9880EDA0BD")];

        foreach (var (text, bytes) in halves)
        {
            Assert.False(WideUtf8.CanHold(text));
            Assert.Equal(bytes, Convert.ToHexString(WideUtf8.GetBytes(text)));
            Assert.Equal(text, WideUtf8.GetString(WideUtf8.GetBytes(text)));
        }
    }

    [Fact]
    public void Bytes_that_are_no_text_are_shown_as_replacements()
    {
        Assert.Equal("a\uFFFDb", WideUtf8.GetString([0x61, 0xFF, 0x62]));
        Assert.Equal("\uFFFD\uFFFD", WideUtf8.GetString([0xED, 0xA0]));
    }
}
