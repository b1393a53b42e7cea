using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Clients;

/// <summary>Users and passwords.</summary>
public sealed class SignInTests(SignInServer byText, SaslServer bySasl) : IClassFixture<SignInServer>, IClassFixture<SaslServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wrong_password_is_told(bool usesSasl)
    {
        await using var client = Server(usesSasl).NewClient(static options => options.Password = "wrong");

        var failure = await Assert.ThrowsAsync<MemcachedUnavailableException>(async () => await client.GetAsync("key", Token));

        Assert.Equal(MemcachedError.NotAuthenticated, Assert.IsType<MemcachedServerException>(failure.InnerException).Error);
        Assert.DoesNotContain("wrong", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_asks_for_a_user_refuses_everybody_else(bool usesSasl)
    {
        await using var client = Server(usesSasl).NewClient(static options => options.UserName = options.Password = null);

        var failure = await Assert.ThrowsAsync<MemcachedServerException>(async () => await client.GetAsync("key", Token));

        Assert.Equal(MemcachedError.NotAuthenticated, failure.Error);
    }

    // The server refuses the no-op, too, that closes a call for many.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_call_for_many_is_refused_and_none_waits_for_its_end(bool usesSasl)
    {
        await using var client = Server(usesSasl).NewClient(static options => options.UserName = options.Password = null);
        MemcachedKey[] keys = ["a", "b"];
        MemcachedEntry[] entries = [new("a", new("1"u8.ToArray())), new("b", new("2"u8.ToArray()))];
        Func<Task>[] calls =
        [
            async () => await client.GetManyAsync(keys, new TextReceiver(), cancellationToken: Token),
            async () => await client.GetManyAsync(keys, new TextReceiver(), new() { Touch = MemcachedExpiry.Never }, Token),
            async () => await client.StoreManyAsync(entries, cancellationToken: Token),
            async () => await client.DeleteManyAsync(keys, Token),
            async () => await client.GetAsync("a", Token),
        ];

        foreach (var call in calls)
            Assert.Equal(MemcachedError.NotAuthenticated, (await Assert.ThrowsAsync<MemcachedServerException>(call)).Error);
    }

    private ServerFixture Server(bool usesSasl) => usesSasl ? bySasl : byText;
}
