using System.Text;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Transport;

/// <summary>Many callers on one connection.</summary>
public sealed class SharedConnectionTests(TcpServer meta, BinaryServer binary) : IClassFixture<TcpServer>, IClassFixture<BinaryServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MemcachedProtocol.Meta, 8 * 1024 * 1024)]
    [InlineData(MemcachedProtocol.Meta, 2000)]
    [InlineData(MemcachedProtocol.Binary, 8 * 1024 * 1024)]
    public async Task Every_reply_reaches_its_own_caller_whoever_leaves(MemcachedProtocol protocol, int bytesInFlight)
    {
        const int Keys = 500;
        const int Calls = 10_000;
        await using var client = (protocol == MemcachedProtocol.Meta ? (ServerFixture)meta : binary).NewClient(
            options => options.MaximumBytesInFlight = bytesInFlight);
        for (int i = 0; i < Keys; i++)
            await client.SetAsync($"shared-{i}", ValueOf(i), cancellationToken: Token);
        int answered = 0, left = 0;

        await Task.WhenAll(Enumerable.Range(0, Calls).Select(i => Task.Run(() => CallAsync(i), Token)));

        Assert.Equal(Calls, answered + left);
        Assert.True(answered >= Calls / 2);

        async Task CallAsync(int call)
        {
            int key = call % Keys;
            using var leaving = new CancellationTokenSource();
            if (call % 2 == 0)
                _ = Task.Run(leaving.Cancel, Token);
            try
            {
                byte[]? value = await client.GetAsync($"shared-{key}", leaving.Token);
                Assert.Equal(ValueOf(key), value);
                Interlocked.Increment(ref answered);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref left);
            }
        }
    }

    [Fact]
    public async Task Requests_of_all_kinds_share_a_connection()
    {
        await using var client = meta.NewClient();
        const int Callers = 64;

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(caller), Token)));

        Assert.Equal((ulong)Callers * 20, await client.IncrementAsync("shared-counter", 0, cancellationToken: Token));

        async Task CallAsync(int caller)
        {
            for (int i = 0; i < 20; i++)
            {
                string key = $"mixed-{caller}-{i}";
                byte[] value = ValueOf(caller * 100 + i);
                Assert.Null(await client.GetAsync(key, Token));
                Assert.Equal(MemcachedStatus.Done, await client.SetAsync(key, value, cancellationToken: Token));
                Assert.Equal(value, await client.GetAsync(key, Token));
                Assert.NotNull(await client.IncrementAsync("shared-counter", 1, new() { Initial = 1 }, Token));
                Assert.Equal(MemcachedStatus.Done, await client.DeleteAsync(key, cancellationToken: Token));
            }
        }
    }

    [Fact]
    public async Task A_caller_blocked_in_its_continuation_holds_nobody_up()
    {
        await using var client = meta.NewClient();
        await client.SetAsync("blocked", ValueOf(1), cancellationToken: Token);
        using var release = new ManualResetEventSlim();
        var isBlocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // Not from here: a reply that is there already is taken without waiting.
        var blocked = Task.Run(BlockAsync, Token);
        await isBlocked.Task;
        for (int i = 0; i < 20; i++)
            Assert.NotNull(await client.GetAsync("blocked", Token));
        Assert.False(blocked.IsCompleted);

        release.Set();
        await blocked;

        async Task BlockAsync()
        {
            await client.GetAsync("blocked", Token);
            isBlocked.SetResult();
            release.Wait(Token);
        }
    }

    [Fact]
    public async Task Several_connections_may_serve_one_client()
    {
        await using var client = meta.NewClient(static options => options.ConnectionsPerServer = 3);
        await client.SetAsync("several", ValueOf(7), cancellationToken: Token);

        for (int i = 0; i < 10; i++)
            Assert.Equal(ValueOf(7), await client.GetAsync("several", Token));
    }

    [Theory]
    [InlineData(MemcachedProtocol.Meta)]
    [InlineData(MemcachedProtocol.Binary)]
    public async Task What_was_given_up_overtakes_nothing_that_follows_it(MemcachedProtocol protocol)
    {
        await using var client = (protocol == MemcachedProtocol.Meta ? (ServerFixture)meta : binary).NewClient(
            static options => options.ConnectionsPerServer = 4);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetAsync("given-up", Token).AsTask()));
        byte[] large = new byte[900_000];

        for (int round = 0; round < 30; round++)
        {
            using var leaving = new CancellationTokenSource();
            var given = client.SetAsync("given-up", large, cancellationToken: leaving.Token).AsTask();
            await leaving.CancelAsync();
            await client.DeleteAsync("given-up", cancellationToken: Token);
            await Task.WhenAny(given);
            // Behind the value, whichever connection it went over.
            for (int ping = 0; ping < 4; ping++)
                await client.PingAsync(Token);

            Assert.Null(await client.GetAsync("given-up", Token));
        }
    }

    // Each of another length, so that a reply that is not the caller's own would show.
    private static byte[] ValueOf(int key) => Encoding.ASCII.GetBytes($"{key}:{new string((char)('a' + key % 26), key * 7 % 1500)}");
}
