using System.Text;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Tests.Transport;

public sealed class QuotationTests
{
    [Fact]
    public void The_keys_that_another_kind_of_server_repeats_are_left_out() =>
        Assert.Equal("'-ERR unknown command 'mg''", Quote("-ERR unknown command 'mg', with args beginning with: 'shop:1:secret' 'v' \r\n"));

    [Fact]
    public void What_a_server_says_is_cut_and_forges_no_lines()
    {
        Assert.Equal("'CLIENT_ERROR bad\\x1b'", Quote("CLIENT_ERROR bad\u001b\r\nHD\r\n"));
        Assert.Equal($"'{new string('a', 100)}…'", Quote(new string('a', 101)));
    }

    private static string Quote(string words) => Quotation.Of(Encoding.ASCII.GetBytes(words));
}
