using CacheKit.Redis.Tests.Configuration;
using CacheKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Connections;

/// <summary>Applications whose configuration leads to a real server: how they connect, and what they say when they cannot.</summary>
public sealed class RedisApplicationTests
{
    private const string Secret = "Ge,heim/:@";
    private const string EncodedSecret = "Ge%2Cheim%2F%3A%40";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_URL_is_enough()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var application = RedisApplication.Make(("Location", $"redis://127.0.0.1:{server.Port}/3"));

        await application.AssertUsableAsync();

        Assert.Equal(1, (long)await server.ExecuteAsync("EVAL", "redis.call('SELECT', 3) return redis.call('DBSIZE')", 0));
        Assert.Contains($"'default' uses redis at redis://127.0.0.1:{server.Port}/3", application.Logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_of_the_file_system_is_a_URL_too()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var application = RedisApplication.Make(("Location", $"unix://{server.SocketPath}?db=1"));

        await application.AssertUsableAsync();
    }

    [Fact]
    public async Task A_configuration_string_of_StackExchange_Redis_does_as_well()
    {
        await using var server = await RedisServer.StartNewAsync(new() { Password = "Geheim" });
        await using var application = RedisApplication.Make(("Location", $"127.0.0.1:{server.Port},password=Geheim,defaultDatabase=1"));

        await application.AssertUsableAsync();
    }

    [Fact]
    public async Task A_connection_string_is_found_by_its_name()
    {
        await using var server = await RedisServer.StartNewAsync(new() { Password = "Geheim" });
        await using var application = RedisApplication.Make(
            ("ConnectionStrings:Shop", $"redis://:Geheim@127.0.0.1:{server.Port}"), ("Options:ConnectionStringName", "Shop"));

        await application.AssertUsableAsync();

        Assert.Contains($"'default' uses redis at redis://127.0.0.1:{server.Port}/0", application.Logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_of_an_access_control_list_needs_no_more_than_the_commands_of_a_cache()
    {
        await using var server = await RedisServer.StartNewAsync(new() { User = "shop", Password = Secret, Rules = ["~:*", "resetchannels", "-@all", "+@read", "+@write", "+@connection", "+@scripting", "-@dangerous"] });
        await using var application = RedisApplication.Make(("Location", $"redis://shop:{EncodedSecret}@127.0.0.1:{server.Port}"));

        await application.AssertUsableAsync();
        Assert.Equal(2, await application.Cache.IncrementAsync("usable", cancellationToken: Cancel));
        Assert.Equal(2, await application.Cache.IncrementVersionAsync("usable", cancellationToken: Cancel));
        var refusal = await Assert.ThrowsAsync<CacheBackendException>(async () => await application.Cache.ClearAsync(Cancel));

        Assert.Contains("ClearScope", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(application.Logs.Lines, static line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task User_and_password_may_stand_in_the_options()
    {
        await using var server = await RedisServer.StartNewAsync(new() { User = "shop", Password = Secret });
        await using var application = RedisApplication.Make(
            ("Location", $"redis://127.0.0.1:{server.Port}"), ("Options:username", "shop"), ("Options:password", Secret));

        await application.AssertUsableAsync();
    }

    [Fact]
    public async Task A_certificate_of_an_authority_of_ones_own_is_trusted_where_it_is_named()
    {
        await using var server = await RedisServer.StartNewAsync(new() { IsEncrypted = true });
        await using var application = RedisApplication.Make(("Location", $"rediss://127.0.0.1:{server.Port}?ssl_ca_certs={Uri.EscapeDataString(server.CertificatePath)}"));

        await application.AssertUsableAsync();
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused_unless_names_are_not_checked()
    {
        await using var server = await RedisServer.StartNewAsync(new() { IsEncrypted = true });
        (string, string?)[] settings = [("Location", $"rediss://127.0.0.1:{server.Port}"), ("Options:ssl_ca_certs", server.CertificatePath), ("Options:SslHost", "other.example.com")];
        await using var strict = RedisApplication.Make(settings);
        await using var careless = RedisApplication.Make([.. settings, ("Options:ssl_check_hostname", "false")]);

        await careless.AssertUsableAsync();
        await AssertRefusedAsync(strict);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?ssl_cert_reqs=required")]
    [InlineData("?ssl_cert_reqs=optional")]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_unless_none_is_required(string query)
    {
        await using var server = await RedisServer.StartNewAsync(new() { IsEncrypted = true });
        await using var strict = RedisApplication.Make(("Location", $"rediss://127.0.0.1:{server.Port}{query}"));
        await using var careless = RedisApplication.Make(("Location", $"rediss://127.0.0.1:{server.Port}?ssl_cert_reqs=none"));

        await careless.AssertUsableAsync();
        await AssertRefusedAsync(strict);
    }

    [Theory]
    [InlineData("redis://:{0}@127.0.0.1:{1}")]
    [InlineData("127.0.0.1:{1},password={0}")]
    [InlineData("redis://127.0.0.1:{1}?password={0}")]
    public async Task A_wrong_password_is_told_once_and_never_shown(string location)
    {
        await using var server = await RedisServer.StartNewAsync(new() { Password = Secret });
        await using var application = RedisApplication.Make(("Location", string.Format(null, location, "Falsch17", server.Port)));

        var failure = await application.AssertFailsAsync("it refuses the user name or the password, or asks for one: check them in Location or the connection string, or Options:Username and Options:Password");
        await application.AssertFailsAsync("it refuses the user name or the password");

        var told = Assert.Single(application.LinesOf(1201));
        Assert.StartsWith($"Cache 'default' has no connection to 127.0.0.1:{server.Port}. Redis cannot be reached: it refuses the user name or the password", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Falsch17", application.Logged + failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_starts_without_its_server_and_uses_it_when_it_comes()
    {
        await using var server = await RedisServer.StartNewAsync();
        await server.KillAsync();
        await using var application = RedisApplication.Make(("Location", $"redis://127.0.0.1:{server.Port}"));

        var failure = await application.AssertFailsAsync("check that the server runs, and host and port in Location");
        Assert.Equal(7, await application.Cache.GetOrSetAsync("answer", static _ => ValueTask.FromResult(7), cancellationToken: Cancel));
        await server.StartAsync();
        await application.AssertUsableAsync();

        await RedisApplication.WaitAsync(() => application.LinesOf(1202).Count > 0);
        Assert.Single(application.LinesOf(1201));
        Assert.Single(application.LinesOf(1202));
        Assert.IsType<CacheBackendException>(failure);
    }

    [Fact]
    public async Task A_server_that_goes_and_comes_again_is_told_once_each_time()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var application = RedisApplication.Make(("Location", $"redis://127.0.0.1:{server.Port}"), ("Options:Connections", "2"));
        await application.AssertUsableAsync();

        for (int time = 1; time <= 2; time++)
        {
            await server.KillAsync();
            await RedisApplication.WaitAsync(() => application.LinesOf(1201).Count == time);
            await application.AssertFailsAsync();
            await server.StartAsync();
            await application.AssertUsableAsync();
            await RedisApplication.WaitAsync(() => application.LinesOf(1202).Count == time);
        }

        Assert.Equal((2, 2), (application.LinesOf(1201).Count, application.LinesOf(1202).Count));
    }

    [Fact]
    public async Task The_multiplexer_of_the_application_is_used_and_left_open()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var theirs = await ConnectionMultiplexer.ConnectAsync(server.NewOptions());
        await using (var application = RedisApplication.Make(services => services.AddSingleton<IConnectionMultiplexer>(theirs), ("Options:Multiplexer", "services"), ("Options:Db", "2"), ("Options:Timeout", "1")))
        {
            await application.AssertUsableAsync();

            Assert.True(await theirs.GetDatabase(2).KeyExistsAsync(":1:usable"));
            Assert.Contains("Caches:default:Options:Timeout (the application's own multiplexer is configured by the application)", application.Logged, StringComparison.Ordinal);
            await application.Services.GetRequiredService<ICaches>().Default.ClearAsync(Cancel);
        }

        Assert.False(await theirs.GetDatabase(2).KeyExistsAsync(":1:usable"));
        Assert.True(theirs.IsConnected);
    }

    [Fact]
    public async Task A_keyed_multiplexer_is_found_by_its_key()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var theirs = await ConnectionMultiplexer.ConnectAsync(server.NewOptions());
        await using (var application = RedisApplication.Make(
            services => services.AddKeyedSingleton<IConnectionMultiplexer>("shop", theirs), ("Options:MultiplexerKey", "shop")))
            await application.AssertUsableAsync();

        Assert.True(await theirs.GetDatabase().KeyExistsAsync(":1:usable"));
    }

    [Fact]
    public async Task A_multiplexer_that_cannot_be_made_yet_is_asked_for_again()
    {
        await using var server = await RedisServer.StartNewAsync();
        var options = server.NewOptions();
        options.AbortOnConnectFail = true;
        await server.KillAsync();
        await using var application = RedisApplication.Make(
            services => services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(options)), ("Options:Multiplexer", "services"));

        await application.AssertFailsAsync("Redis cannot be reached");
        await RedisApplication.WaitAsync(() => application.LinesOf(1201).Count == 1);
        await server.StartAsync();
        await application.AssertUsableAsync();

        await RedisApplication.WaitAsync(() => application.LinesOf(1202).Count > 0);
        Assert.Single(application.LinesOf(1201));
        Assert.Single(application.LinesOf(1202));
    }

    [Fact]
    public async Task A_call_waits_for_a_server_that_never_answers_no_longer_than_its_limit()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var application = RedisApplication.Make(("Location", $"redis://127.0.0.1:{server.Port}"), ("Options:Timeout", "0.2"));
        await application.AssertUsableAsync();
        server.Pause();

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await application.Cache.GetAsync<int>("usable", Cancel));

        Assert.Contains("Redis", failure.Message, StringComparison.Ordinal);
        server.Resume();
        await application.AssertUsableAsync();
    }

    private static async Task AssertRefusedAsync(RedisApplication application)
    {
        await application.AssertFailsAsync("Redis cannot be reached");
        await RedisApplication.WaitAsync(() => application.LinesOf(1201).Count == 1);
        Assert.Contains("TLS failed: check that the server speaks it on this port, and its certificate", application.LinesOf(1201)[0].Message, StringComparison.Ordinal);
    }
}
