using System.Security.Authentication;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Clients;

/// <summary>The client over TLS.</summary>
public sealed class TlsClientTests(TlsServer server) : ClientFacts(server), IClassFixture<TlsServer>
{
    private readonly TlsServer _server = server;

    // memcached forgets what came in one TLS record behind a large value until more comes.
    [Theory]
    [InlineData(1_000, 200)]
    [InlineData(10_000, 30)]
    [InlineData(100_000, 10)]
    public async Task Requests_behind_large_values_are_answered(int length, int count)
    {
        byte[] value = new byte[length];
        await Task.WhenAll(StoreAll());

        var stored = StoreAll();
        var read = Enumerable.Range(0, count).Select(i => Client.GetAsync($"{Key}:{i}", Token).AsTask()).ToArray();

        Assert.All(await Task.WhenAll(stored), static status => Assert.Equal(MemcachedStatus.Done, status));
        Assert.All(await Task.WhenAll(read), found => Assert.Equal(value, found));

        Task<MemcachedStatus>[] StoreAll() =>
            [.. Enumerable.Range(0, count).Select(i => Client.SetAsync($"{Key}:{i}", value, cancellationToken: Token).AsTask())];
    }

    [Fact]
    public async Task A_server_that_is_not_trusted_is_not_used()
    {
        await using var client = _server.NewClient(static options => options.ConfigureTls = null);

        var failure = await Assert.ThrowsAsync<MemcachedUnavailableException>(async () => await client.GetAsync(Key, Token));

        Assert.IsType<AuthenticationException>(failure.InnerException);
    }
}
