using System.Text;
using CacheKit.Memcached.Tests.Clients;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Protocol;

/// <summary>Replies that come in two parts, cut at every place.</summary>
public sealed class SplitReplyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reply_may_be_cut_anywhere()
    {
        const string Reply = "VA 10 f5 O1\r\n01234\r\n789\r\n";
        for (int cut = 1; cut < Reply.Length; cut++)
        {
            await using var server = Cutting(Reply, cut);
            await using var client = server.NewClient();

            Assert.Equal("01234\r\n789", Encoding.ASCII.GetString((await client.GetAsync("key", Token))!));
        }
    }

    [Theory]
    [InlineData("VALUE a 1 3\r\nabc\r\nVALUE c 2 0\r\n\r\nEND\r\n", false)]
    [InlineData("VA 3 f1 O1\r\nabc\r\nVA 0 f2 O3\r\n\r\nMN\r\n", true)]
    public async Task Many_replies_may_be_cut_anywhere(string replies, bool touches)
    {
        var options = new MemcachedGetOptions { Touch = touches ? MemcachedExpiry.Never : null };
        for (int cut = 1; cut < replies.Length; cut++)
        {
            await using var server = Cutting(replies, cut);
            await using var client = server.NewClient();
            var receiver = new TextReceiver();

            await client.GetManyAsync(new MemcachedKey[] { "a", "b", "c" }, receiver, options, Token);

            Assert.Equal([(0, "abc", 1U), (2, "", 2U)], receiver.Found);
        }
    }

    [Fact]
    public async Task Lines_may_be_cut_anywhere()
    {
        const string Reply = "STAT pid 7\r\nSTAT empty \r\nEND\r\n";
        for (int cut = 1; cut < Reply.Length; cut++)
        {
            await using var server = Cutting(Reply, cut);
            await using var client = server.NewClient();

            var statistics = await client.GetStatisticsAsync(server.Address, cancellationToken: Token);

            Assert.Equal([new("pid", "7"), new("empty", "")], statistics);
        }
    }

    private static ScriptedServer Cutting(string reply, int place) => new(async stream =>
    {
        byte[] bytes = Encoding.ASCII.GetBytes(reply);
        byte[] buffer = new byte[4096];
        await stream.ReadAtLeastAsync(buffer, 1, throwOnEndOfStream: false);
        await stream.WriteAsync(bytes.AsMemory(0, place));
        // So that the first part is read by itself, as a rule.
        await Task.Yield();
        await stream.WriteAsync(bytes.AsMemory(place));
        await stream.ReadAtLeastAsync(buffer, 1, throwOnEndOfStream: false);
    });
}
