using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests;

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

    private ServerFixture Server(bool usesSasl) => usesSasl ? bySasl : byText;
}
