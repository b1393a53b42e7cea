using CacheKit.Memcached.Tests.Servers;
using CacheKit.TestServers;

namespace CacheKit.Memcached.Tests.Clients;

/// <summary>Emptying servers, which those of other tests must not see.</summary>
public sealed class FlushTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MemcachedProtocol.Meta)]
    [InlineData(MemcachedProtocol.Binary)]
    public async Task Everything_is_removed(MemcachedProtocol protocol)
    {
        await using var server = await MemcachedServer.StartNewAsync();
        await using var client = NewClient(server, protocol);
        await client.SetAsync("key", "value"u8.ToArray(), cancellationToken: Token);

        await client.FlushAllAsync(cancellationToken: Token);

        Assert.Null(await client.GetAsync("key", Token));
    }

    [Theory]
    [InlineData(MemcachedProtocol.Meta)]
    [InlineData(MemcachedProtocol.Binary)]
    public async Task A_server_that_does_not_allow_it_says_so(MemcachedProtocol protocol)
    {
        await using var server = await MemcachedServer.StartNewAsync(new() { Arguments = ["-F"] });
        await using var client = NewClient(server, protocol);
        await client.SetAsync("key", "value"u8.ToArray(), cancellationToken: Token);

        await Assert.ThrowsAsync<MemcachedServerException>(async () => await client.FlushAllAsync(cancellationToken: Token));

        Assert.Equal("value"u8.ToArray(), await client.GetAsync("key", Token));
    }

    [Theory]
    [InlineData(MemcachedProtocol.Meta)]
    [InlineData(MemcachedProtocol.Binary)]
    public async Task A_delay_that_no_server_knows_is_refused(MemcachedProtocol protocol)
    {
        await using var server = await MemcachedServer.StartNewAsync();
        await using var client = NewClient(server, protocol);
        await client.SetAsync("key", "value"u8.ToArray(), cancellationToken: Token);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await client.FlushAllAsync(TimeSpan.FromSeconds(-1), Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await client.FlushAllAsync(TimeSpan.FromDays(31), Token));
        await client.FlushAllAsync(TimeSpan.FromDays(30), Token);

        Assert.NotNull(await client.GetAsync("key", Token));
    }

    private static MemcachedClient NewClient(MemcachedServer server, MemcachedProtocol protocol)
    {
        var options = ServerFixture.OptionsFor(server);
        options.Protocol = protocol;
        return new MemcachedClient(options);
    }
}
