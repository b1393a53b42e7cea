using System.Collections.Concurrent;
using System.Text;
using CacheKit.Memcached.Errors;
using CacheKit.Memcached.Tests.Clients;
using CacheKit.Memcached.Tests.Configuration;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Faults;

/// <summary>Servers that answer what they should not: the client notices, closes the connection, and takes no more memory than it got bytes.</summary>
public sealed class FaultyServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("HD O1\n")]
    [InlineData("XX O1\r\n")]
    [InlineData("HELLO\r\n")]
    [InlineData("HD O2\r\n")]
    [InlineData("VA 3 f0 O2\r\nabc\r\n")]
    [InlineData("VA 3 f0\r\nabc\r\n")]
    [InlineData("VA 3 f0 O1\r\nabcd\r\n")]
    [InlineData("VA 3 f0 O1\r\nabc\n\r")]
    [InlineData("VA -3 f0 O1\r\nabc\r\n")]
    [InlineData("VA 3x f0 O1\r\nabc\r\n")]
    [InlineData("VA f0 O1\r\n")]
    [InlineData("VA 3 f4294967296 O1\r\nabc\r\n")]
    [InlineData("VA 3 fx O1\r\nabc\r\n")]
    [InlineData("VA 3 t-2 O1\r\nabc\r\n")]
    [InlineData("VA 3 y O1\r\nabc\r\n")]
    [InlineData("VA 3 f0 Ox\r\nabc\r\n")]
    [InlineData("VA 99999999999999999999 f0 O1\r\n")]
    [InlineData("VA 2147483647 f0 O1\r\n")]
    [InlineData("NF O1\r\n")]
    [InlineData("NS O1\r\n")]
    [InlineData("MN\r\n")]
    [InlineData("VALUE key 0 3\r\nabc\r\nEND\r\n")]
    public async Task What_is_no_reply_ends_the_connection(string answer)
    {
        await using var server = ScriptedServer.Answering(Encoding.Latin1.GetBytes(answer));
        await using var client = server.NewClient();

        await Assert.ThrowsAsync<MemcachedProtocolException>(async () => await client.GetAsync("key", Token));

        await Eventually.IsTrueAsync(() => Task.FromResult(server.Ended == 1));
    }

    [Theory]
    [InlineData(MemcachedProtocol.Meta)]
    [InlineData(MemcachedProtocol.Binary)]
    public async Task A_server_that_answers_nothing_that_makes_sense_is_left_alone_for_a_while(MemcachedProtocol protocol)
    {
        await using var server = ScriptedServer.Answering("-ERR unknown command 'mg'\r\n"u8.ToArray());
        await using var client = server.NewClient(options => (options.Protocol, options.RetryInterval) = (protocol, TimeSpan.FromHours(1)));

        await Assert.ThrowsAsync<MemcachedProtocolException>(async () => await client.GetAsync("key", Token));
        await Eventually.IsTrueAsync(() => Task.FromResult(server.Ended == 1));
        for (int call = 0; call < 10; call++)
        {
            var failure = await Assert.ThrowsAsync<MemcachedUnavailableException>(async () => await client.GetAsync("key", Token));
            Assert.Contains("-ERR unknown", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData(MemcachedProtocol.Meta)]
    [InlineData(MemcachedProtocol.Binary)]
    public async Task A_server_with_connections_enough_has_read_nothing_and_is_left_alone_for_a_while(MemcachedProtocol protocol)
    {
        await using var server = ScriptedServer.Answering("ERROR Too many open connections\r\n"u8.ToArray());
        await using var client = server.NewClient(options => (options.Protocol, options.RetryInterval) = (protocol, TimeSpan.FromHours(1)));

        for (int call = 0; call < 10; call++)
        {
            var failure = await Assert.ThrowsAsync<MemcachedUnavailableException>(async () => await client.IncrementAsync("key", cancellationToken: Token));
            Assert.Contains("it has as many connections as it may have", failure.Message, StringComparison.Ordinal);
            Assert.Contains("-c", MemcachedErrors.Explain(failure).Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task A_line_without_end_ends_the_connection()
    {
        await using var server = new ScriptedServer(static async stream =>
        {
            byte[] part = Encoding.ASCII.GetBytes(new string('V', 1000));
            while (true)
                await stream.WriteAsync(part);
        });
        await using var client = server.NewClient();

        var failure = await Assert.ThrowsAsync<MemcachedProtocolException>(async () => await client.GetAsync("key", Token));

        Assert.Contains("2048", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_asked_for_ends_the_connection()
    {
        await using var server = ScriptedServer.Answering("EN\r\nEN\r\n"u8.ToArray());
        await using var client = server.NewClient();

        Assert.Null(await client.GetAsync("key", Token));
        while (server.Connections < 2)
            await IgnoreAsync(client.GetAsync("key", Token));
    }

    [Fact]
    public async Task A_length_that_never_comes_takes_no_memory()
    {
        var answer = new TaskCompletionSource();
        await using var server = new ScriptedServer(async stream =>
        {
            await stream.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false);
            await stream.WriteAsync("VA 100000000 f0 O1\r\nabc"u8.ToArray());
            answer.TrySetResult();
            await stream.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false);
        });
        await using var client = server.NewClient();
        long before = GC.GetTotalAllocatedBytes(precise: true);

        using var leaving = new CancellationTokenSource();
        var reading = client.GetAsync("key", leaving.Token).AsTask();
        await answer.Task.WaitAsync(Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        // Other tests run at the same time; a hundred million bytes would show all the same.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 90_000_000);
    }

    [Theory]
    [InlineData("HD O1\r\nHD O2\r\n", 0)]
    [InlineData("HD O1\r\nNS O2\r\nHD O3\r\n", 1)]
    public async Task Of_many_stores_each_reply_is_counted(string answer, int failed)
    {
        await using var server = ScriptedServer.Answering(Encoding.ASCII.GetBytes(answer));
        await using var client = server.NewClient();
        var entries = Enumerable.Range(0, 2 + failed).Select(i => new MemcachedEntry($"key{i}", new(new byte[1]))).ToArray();

        Assert.Equal(failed, (await client.StoreManyAsync(entries, cancellationToken: Token)).Count);
    }

    [Theory]
    [InlineData("HD O2\r\nHD O1\r\n")]
    [InlineData("HD O1\r\nHD O1\r\n")]
    public async Task Replies_to_many_stores_in_another_order_end_the_connection(string answer)
    {
        await using var server = ScriptedServer.Answering(Encoding.ASCII.GetBytes(answer));
        await using var client = server.NewClient();
        MemcachedEntry[] entries = [new("a", new(new byte[1])), new("b", new(new byte[1]))];

        await Assert.ThrowsAsync<MemcachedProtocolException>(async () => await client.StoreManyAsync(entries, cancellationToken: Token));
    }

    [Theory]
    [InlineData("VA 1 f0 O2\r\nb\r\nVA 1 f0 O1\r\na\r\nMN\r\n")]
    [InlineData("VA 1 f0 O1\r\na\r\nVA 1 f0 O1\r\na\r\nMN\r\n")]
    [InlineData("VA 1 f0 O3\r\na\r\nMN\r\n")]
    [InlineData("VA 1 f0 O0\r\na\r\nMN\r\n")]
    public async Task Replies_to_many_reads_in_another_order_end_the_connection(string answer)
    {
        await RefuseManyAsync(answer, new() { Touch = MemcachedExpiry.Never });
    }

    [Theory]
    [InlineData("VALUE b 0 1\r\nb\r\nVALUE a 0 1\r\na\r\nEND\r\n")]
    [InlineData("VALUE a 0 1\r\na\r\nVALUE a 0 1\r\na\r\nEND\r\n")]
    [InlineData("VALUE c 0 1\r\na\r\nEND\r\n")]
    [InlineData("VALUE a 0 1 7 8\r\na\r\nEND\r\n")]
    [InlineData("VALUE a 4294967296 1\r\na\r\nEND\r\n")]
    [InlineData("VALUE a 0 2147483647\r\na\r\nEND\r\n")]
    [InlineData("VALUE a 0 -1\r\na\r\nEND\r\n")]
    [InlineData("VALUE a 0 1x\r\na\r\nEND\r\n")]
    [InlineData("VALUE a 0\r\na\r\nEND\r\n")]
    [InlineData("VALUE a\r\nEND\r\n")]
    [InlineData("VALUE a 0 1\r\nabEND\r\n")]
    [InlineData("END \r\n")]
    [InlineData("MN\r\n")]
    public async Task Replies_of_the_text_protocol_to_many_reads_that_are_none_end_the_connection(string answer)
    {
        await RefuseManyAsync(answer, default);
    }

    [Fact]
    public async Task A_refused_store_ends_the_connection_and_is_told()
    {
        await using var server = ScriptedServer.Answering("CLIENT_ERROR bad data chunk\r\n"u8.ToArray());
        await using var client = server.NewClient();

        await Assert.ThrowsAsync<MemcachedServerException>(async () => await client.SetAsync("key", new byte[1], cancellationToken: Token));
        await Assert.ThrowsAsync<MemcachedServerException>(async () => await client.SetAsync("key", new byte[1], cancellationToken: Token));

        Assert.Equal(2, server.Connections);
    }

    [Theory]
    [InlineData("HD O1\r\nCLIENT_ERROR bad data chunk\r\n")]
    [InlineData("HD O1\r\nSERVER_ERROR out of memory reading request\r\n")]
    public async Task A_refusal_among_many_stores_ends_the_connection_and_is_told(string answer)
    {
        await using var server = ScriptedServer.Answering(Encoding.ASCII.GetBytes(answer));
        await using var client = server.NewClient();
        MemcachedEntry[] entries = [new("a", new(new byte[1])), new("b", new(new byte[1])), new("c", new(new byte[1]))];

        await Assert.ThrowsAsync<MemcachedServerException>(async () => await client.StoreManyAsync(entries, cancellationToken: Token));
        await Assert.ThrowsAsync<MemcachedServerException>(async () => await client.StoreManyAsync(entries, cancellationToken: Token));

        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task After_a_refusal_among_many_stores_a_cache_keeps_no_old_value()
    {
        var removed = new ConcurrentQueue<string>();
        await using var server = ScriptedServer.AnsweringEach(line =>
        {
            if (line.StartsWith("md ", StringComparison.Ordinal))
                removed.Enqueue(line.Split(' ')[1]);
            return line[..2] switch
            {
                "ms" => "CLIENT_ERROR bad data chunk\r\n",
                "mn" => "MN\r\n",
                _ => "",
            };
        });
        await using var application = MemcachedApplication.Make(("Location", server.Address.ToString()), ("Options:Timeout", "60"));

        await Assert.ThrowsAsync<CacheBackendException>(
            async () => await application.Cache.SetManyAsync([KeyValuePair.Create("a", 10), KeyValuePair.Create("b", 20)], cancellationToken: Token));

        Assert.Equal([":1:a", ":1:b"], removed);
    }

    [Theory]
    [InlineData("SERVER_ERROR out of memory writing get response\r\n")]
    [InlineData("VALUE a 0 1\r\na\r\nSERVER_ERROR out of memory writing get response\r\n")]
    public async Task No_end_follows_an_error_of_the_text_protocol(string error)
    {
        await using var server = ScriptedServer.AnsweringEach(line => line.StartsWith("get ", StringComparison.Ordinal) ? error : "EN\r\n");
        await using var client = server.NewClient();
        var receiver = new TextReceiver();

        var failure = await Assert.ThrowsAsync<MemcachedServerException>(
            async () => await client.GetManyAsync(new MemcachedKey[] { "a", "b" }, receiver, default, Token));

        Assert.Contains("out of memory", failure.Message, StringComparison.Ordinal);
        Assert.Empty(receiver.Found);
        Assert.Null(await client.GetAsync("a", Token));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task More_refusals_than_requests_end_the_connection()
    {
        await using var server = ScriptedServer.AnsweringEach(static _ => "SERVER_ERROR busy\r\n");
        await using var client = server.NewClient();

        await Assert.ThrowsAsync<MemcachedProtocolException>(async () => await client.DeleteManyAsync(new MemcachedKey[] { "a", "b" }, Token));
    }

    [Fact]
    public async Task A_server_without_the_meta_protocol_is_told()
    {
        await using var server = ScriptedServer.Answering("ERROR\r\nERROR\r\nERROR\r\n"u8.ToArray());
        await using var client = server.NewClient();

        var failure = await Assert.ThrowsAsync<MemcachedServerException>(
            async () => await client.GetManyAsync(new MemcachedKey[] { "a", "b" }, new TextReceiver(), cancellationToken: Token));

        Assert.Equal(MemcachedError.UnknownCommand, failure.Error);
        Assert.Contains("1.6", failure.Message, StringComparison.Ordinal);
    }

    private static async Task IgnoreAsync(ValueTask<byte[]?> call)
    {
        try
        {
            await call;
        }
        catch (MemcachedException)
        {
            // Whatever was under way on a connection that ends.
        }
    }

    private static async Task RefuseManyAsync(string answer, MemcachedGetOptions options)
    {
        await using var server = ScriptedServer.Answering(Encoding.ASCII.GetBytes(answer));
        await using var client = server.NewClient();
        var receiver = new TextReceiver();

        await Assert.ThrowsAsync<MemcachedProtocolException>(async () => await client.GetManyAsync(new MemcachedKey[] { "a", "b" }, receiver, options, Token));

        Assert.Empty(receiver.Found);
    }
}
