using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CacheKit.Memcached.Tests.Configuration;
using CacheKit.Memcached.Tests.Servers;
using CacheKit.TestServers;

namespace CacheKit.Memcached.Tests.Faults;

/// <summary>Servers that let fewer connections in than a client wants.</summary>
public sealed class FewConnectionsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task A_server_with_room_for_one_connection_serves_over_it_and_gets_the_others_when_there_is_room(string binary)
    {
        await using var server = await MemcachedServer.StartNewAsync(new() { Arguments = ["-c", "40"] });
        var others = await FillAsync(server);
        others[0].Dispose();
        await using var application = MemcachedApplication.Make(
            ("Location", server.Location),
            ("Options:Connections", "4"),
            ("Options:Binary", binary),
            ("Options:Timeout", "60"),
            ("Options:ConnectTimeout", "60"),
            ("Options:RetryTimeout", "0.01"));
        await application.AssertUsableAsync();
        int lost = application.LinesOf(1040).Count;

        await Eventually.IsTrueAsync(async () =>
        {
            Assert.Equal(1, await application.Cache.GetAsync<int>("usable", Token));
            return application.LinesOf(1043).Count > 0;
        });
        for (int call = 0; call < 200; call++)
        {
            await application.Cache.SetAsync("usable", call, cancellationToken: Token);
            Assert.Equal(call, await application.Cache.GetAsync<int>("usable", Token));
        }

        Assert.Equal(lost, application.LinesOf(1040).Count);
        string told = Assert.Single(application.LinesOf(1043)).Message;
        Assert.Contains(server.Location, told, StringComparison.Ordinal);
        Assert.Contains("(-c)", told, StringComparison.Ordinal);
        Assert.Contains("over 1 of the 4 connections", told, StringComparison.Ordinal);

        others.ForEach(static other => other.Dispose());
        await Eventually.IsTrueAsync(async () =>
        {
            Assert.Equal(199, await application.Cache.GetAsync<int>("usable", Token));
            return application.LinesOf(1044).Count == 1;
        });
        Assert.Single(application.LinesOf(1043));
    }

    [Fact]
    public async Task Whose_place_was_taken_goes_on_over_a_connection_that_is_still_there()
    {
        int count = 0;
        var readers = new ConcurrentDictionary<int, bool>();
        await using var server = new ScriptedServer(stream => Interlocked.Increment(ref count) is var number and <= 2
            ? ServeAsync(stream, line => readers[number] = line.StartsWith("mg ", StringComparison.Ordinal), static line => line.StartsWith("md ", StringComparison.Ordinal))
            : stream.WriteAsync("ERROR Too many open connections\r\n"u8.ToArray()).AsTask());
        await using var client = server.NewClient(static options => options.ConnectionsPerServer = 2);
        await Eventually.IsTrueAsync(async () => await client.GetAsync("key", Token) is null && readers.Count(static reader => reader.Value) == 2);

        // The server ends the connection that this goes over.
        await client.DeleteAsync("key", cancellationToken: Token);

        await Eventually.IsTrueAsync(async () => await client.IncrementAsync("key", cancellationToken: Token) is null);
        for (int call = 0; call < 20; call++)
        {
            Assert.Null(await client.GetAsync("key", Token));
            Assert.Null(await client.IncrementAsync("key", cancellationToken: Token));
        }
    }

    /// <summary>Takes all connections that the server has.</summary>
    private static async Task<List<Socket>> FillAsync(MemcachedServer server)
    {
        List<Socket> all = [];
        while (true)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPEndPoint.Parse(server.Location), Token);
            await socket.SendAsync("mn\r\n"u8.ToArray(), Token);
            byte[] answer = new byte[64];
            int length = await socket.ReceiveAsync(answer, Token);
            if (!answer.AsSpan(0, length).StartsWith("MN"u8))
            {
                socket.Dispose();
                return all;
            }

            all.Add(socket);
        }
    }

    /// <summary>Answers that nothing is there, and hangs up behind some answers.</summary>
    private static async Task ServeAsync(NetworkStream stream, Action<string> hear, Func<string, bool> isLast)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII);
        while (await reader.ReadLineAsync() is { } line)
        {
            hear(line);
            string? opaque = line.Split(' ').FirstOrDefault(static part => part.StartsWith('O'));
            string answer = line[..2] switch
            {
                "mn" => "MN\r\n",
                "mg" => "EN\r\n",
                _ => string.Create(CultureInfo.InvariantCulture, $"NF {opaque}\r\n"),
            };
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
            if (isLast(line))
                return;
        }
    }
}
