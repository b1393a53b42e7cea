using System.Text;
using CacheKit.Memcached.Tests.Clients;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Transport;

/// <summary>Operations are used again and again; what a caller does wrong with one must not reach the next.</summary>
public sealed class OperationReuseTests(TcpServer server) : IClassFixture<TcpServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_result_that_is_taken_twice_harms_only_who_did_it()
    {
        await using var client = server.NewClient();
        for (int i = 0; i < 10; i++)
            await client.SetAsync($"reuse-{i}", Encoding.ASCII.GetBytes($"{i}"), cancellationToken: Token);

#pragma warning disable CA2012 // The mistake that this is about.
        var first = client.GetAsync("reuse-0", Token);
        Assert.Equal("0"u8.ToArray(), await first);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await first);
#pragma warning restore CA2012

        for (int round = 0; round < 3; round++)
        {
            var calls = Enumerable.Range(0, 10).Select(i => client.GetAsync($"reuse-{i}", Token).AsTask()).ToArray();
            Assert.Equal(
                Enumerable.Range(0, 10).Select(static i => $"{i}"), (await Task.WhenAll(calls)).Select(static value => Encoding.ASCII.GetString(value!)));
        }
    }

    [Fact]
    public async Task Keys_may_be_changed_when_their_call_has_ended()
    {
        await using var client = server.NewClient();
        await client.SetAsync("reuse-key", "value"u8.ToArray(), cancellationToken: Token);
        MemcachedKey[] keys = ["reuse-key", "reuse-key"];

        server.Server.Pause();
        using var leaving = new CancellationTokenSource();
        var left = client.GetManyAsync(keys, new TextReceiver(), cancellationToken: leaving.Token).AsTask();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        keys[0] = keys[1] = "another";
        server.Server.Resume();

        Assert.Equal("value"u8.ToArray(), await client.GetAsync("reuse-key", Token));
    }
}
