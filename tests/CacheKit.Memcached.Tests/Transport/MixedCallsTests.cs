using System.Text;
using CacheKit.Memcached.Tests.Clients;
using CacheKit.Memcached.Tests.Servers;
using CacheKit.TestServers;

namespace CacheKit.Memcached.Tests.Transport;

/// <summary>Calls of all kinds at once on one connection, of which half are given up and many refused in the middle of others.</summary>
public sealed class MixedCallsTests
{
    private const int Keys = 300;
    private const int Calls = 10_000;

    // The server's chunks may not be larger than its items.
    private static readonly string[] _smallItems = ["-I", "64k", "-o", "slab_chunk_max=32768"];

    private static readonly byte[] _tooLarge = new byte[100_000];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MemcachedProtocol.Meta)]
    [InlineData(MemcachedProtocol.Binary)]
    public async Task Every_reply_reaches_its_own_caller_whoever_leaves_and_whatever_is_refused(MemcachedProtocol protocol)
    {
        await using var server = await MemcachedServer.StartNewAsync(new() { Arguments = _smallItems });
        var options = ServerFixture.OptionsFor(server);
        // So little that callers wait for room, too.
        (options.Protocol, options.MaximumBytesInFlight) = (protocol, 300_000);
        await using var client = new MemcachedClient(options);
        Assert.Empty(await client.StoreManyAsync(
            Array.ConvertAll([.. Enumerable.Range(0, Keys)], static key => new MemcachedEntry(KeyOf(key), new(ValueOf(key)))), cancellationToken: Token));
        string before = await ConnectionsAsync(client, options);
        int answered = 0, left = 0;

        await Task.WhenAll(Enumerable.Range(0, Calls).Select(call => Task.Run(() => LeaveOrCallAsync(call), Token)));

        Assert.Equal(Calls, answered + left);
        Assert.True(answered >= Calls / 2);
        Assert.Equal(before, await ConnectionsAsync(client, options));

        async Task LeaveOrCallAsync(int call)
        {
            using var leaving = new CancellationTokenSource();
            if (call % 2 == 0)
                _ = Task.Run(leaving.Cancel, Token);
            try
            {
                await CallAsync(client, call, leaving.Token);
                Interlocked.Increment(ref answered);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref left);
            }
        }
    }

    private static async Task CallAsync(MemcachedClient client, int call, CancellationToken leaving)
    {
        int key = call % Keys;
        switch (call / 2 % 7)
        {
            case 0 or 1:
                Assert.Equal(ValueOf(key), await client.GetAsync(KeyOf(key), leaving));
                break;
            case 2:
                var received = new TextReceiver();
                await client.GetManyAsync(new[] { "absent", KeyOf(key), call % 3 == 0 ? "absent-too" : MemcachedKey.FromBytes("no text"u8.ToArray()) }, received, cancellationToken: leaving);
                Assert.Equal([(1, Encoding.ASCII.GetString(ValueOf(key)), 0u)], received.Found);
                break;
            case 3:
                MemcachedEntry[] entries =
                [
                    new($"first:{call}", new(ValueOf(key))),
                    new($"large:{call}", new(_tooLarge)),
                    new($"last:{call}", new(ValueOf(key))),
                ];
                Assert.Equal([1], await client.StoreManyAsync(entries, cancellationToken: leaving));
                break;
            case 4:
                await client.DeleteManyAsync(new MemcachedKey[] { $"first:{call}", "absent", $"last:{call}" }, leaving);
                break;
            case 5:
                Assert.Equal((ulong)call, await client.IncrementAsync($"counter:{call}", 1, new() { Initial = (ulong)call }, leaving));
                break;
            default:
                var refusal = await Assert.ThrowsAnyAsync<Exception>(async () => await client.SetAsync($"large:{call}", _tooLarge, cancellationToken: leaving));
                Assert.True(refusal is OperationCanceledException or MemcachedServerException { Error: MemcachedError.TooLarge });
                break;
        }
    }

    private static async Task<string> ConnectionsAsync(MemcachedClient client, MemcachedClientOptions options) =>
        (await client.GetStatisticsAsync(options.Servers[0], cancellationToken: Token)).Single(static statistic => statistic.Key == "total_connections").Value;

    private static MemcachedKey KeyOf(int key) => $"mixed:{key}";

    // Each of another length, so that a reply that is not the caller's own would show.
    private static byte[] ValueOf(int key) => Encoding.ASCII.GetBytes($"{key}:{new string((char)('a' + key % 26), key * 7 % 1500)}");
}
