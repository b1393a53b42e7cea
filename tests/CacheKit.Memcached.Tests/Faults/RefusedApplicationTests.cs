using CacheKit.Memcached.Tests.Configuration;
using CacheKit.TestServers;

namespace CacheKit.Memcached.Tests.Faults;

/// <summary>An application that its server lets in, or not, and what it is told.</summary>
public sealed class RefusedApplicationTests
{
    private const string Password = "Sesam-öffne-dich";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_user_signs_in_with_the_right_password_only(bool sasl)
    {
        await using var server = await MemcachedServer.StartNewAsync(new() { User = "alice", Password = Password, UsesSasl = sasl });
        await using var right = Make(server, ("Options:Username", server.UserName), ("Options:Password", Password), ("Options:Binary", $"{sasl}"));
        await using var wrong = Make(server, ("Options:Username", server.UserName), ("Options:Password", "geheim"), ("Options:Binary", $"{sasl}"));

        await right.AssertUsableAsync();
        await wrong.AssertFailsAsync("it refuses the user or the password: check Options:Username (for SASL often user@realm) and Options:Password");

        Assert.DoesNotContain("geheim", wrong.Logged, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_user_signs_in_over_TLS_where_nobody_else_sees_the_password(bool sasl)
    {
        await using var server = await MemcachedServer.StartNewAsync(new() { User = "alice", Password = Password, UsesSasl = sasl, IsEncrypted = true });
        (string, string?)[] settings = [("Options:Username", server.UserName), ("Options:Ssl", "true"), ("Options:SslCaCerts", server.CertificatePath), ("Options:Binary", $"{sasl}")];
        await using var right = Make(server, [.. settings, ("Options:Password", Password)]);
        await using var wrong = Make(server, [.. settings, ("Options:Password", "geheim")]);

        await right.AssertUsableAsync();
        await wrong.AssertFailsAsync("it refuses the user or the password");
    }

    [Fact]
    public async Task An_application_without_a_user_is_told_that_one_is_needed()
    {
        await using var server = await MemcachedServer.StartNewAsync(new() { User = "alice", Password = Password });
        await using var application = Make(server);

        const string Advice = "memcached asks for a user, or refuses this one: check Options:Username";
        await application.AssertFailsAsync(Advice);
        Func<Task>[] calls =
        [
            async () => await application.Cache.ClearAsync(Token),
            async () => await application.Cache.SetManyAsync([KeyValuePair.Create("key", 1)], cancellationToken: Token),
        ];
        foreach (var call in calls)
            Assert.Contains(Advice, (await Assert.ThrowsAsync<CacheBackendException>(call)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TLS_needs_a_certificate_that_is_trusted()
    {
        await using var server = await MemcachedServer.StartNewAsync(new() { IsEncrypted = true });
        await using var trusting = Make(server, ("Options:Ssl", "true"), ("Options:SslCaCerts", server.CertificatePath));
        await using var careless = Make(server, ("Options:Ssl", "true"), ("Options:ssl_cert_reqs", "none"));
        await using var strict = Make(server, ("Options:Ssl", "true"));

        await trusting.AssertUsableAsync();
        await careless.AssertUsableAsync();
        await strict.AssertFailsAsync("TLS failed: check that it speaks it on this port, and its certificate (Options:SslCaCerts, Options:SslHost)");
    }

    [Fact]
    public async Task A_server_without_memory_for_a_value_keeps_no_old_one_and_says_what_to_do()
    {
        await using var server = await MemcachedServer.StartNewAsync(new() { Arguments = ["-M", "-m", "4", "-I", "1m"] });
        await using var application = Make(server);
        var cache = application.Cache;
        await cache.SetAsync("key", "old", cancellationToken: Token);

        CacheBackendException? failure = null;
        for (int number = 0; failure is null; number++)
        {
            Assert.InRange(number, 0, 1000);
            try
            {
                await cache.SetAsync(number == 0 ? "key" : $"key{number}", new byte[500_000], cancellationToken: Token);
            }
            catch (CacheBackendException refusal)
            {
                failure = refusal;
            }
        }

        Assert.Contains("raise its memory (-m), and let it evict (no -M)", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CacheBackendException>(async () => await cache.SetAsync("key", new byte[500_000], cancellationToken: Token));
        Assert.False(await cache.ContainsAsync("key", Token));
    }

    private static MemcachedApplication Make(MemcachedServer server, params (string Name, string? Value)[] settings) =>
        MemcachedApplication.Make([("Location", server.Location), ("Options:Timeout", "60"), ("Options:ConnectTimeout", "60"), .. settings]);
}
