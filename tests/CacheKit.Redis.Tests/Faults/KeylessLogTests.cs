using CacheKit.Redis.Tests.Configuration;
using CacheKit.Redis.Tests.Servers;
using CacheKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>Keys stay out of logs where that is wanted, also those that the client puts into what it throws.</summary>
public sealed class KeylessLogTests : IAsyncLifetime
{
    private const string Key = "customer-4711";

    private readonly Overheard _overheard = new();
    private RedisServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartNewAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _overheard.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_does_not_answer(bool isTheirs)
    {
        await using var multiplexer = await ConnectAsync(_server.NewOptions());
        await using var application = Make(isTheirs ? multiplexer : null, _server.Port);
        await application.AssertUsableAsync();
        _server.Pause();

        await CallAsync(application, "did not answer within Options:Timeout");

        _server.Resume();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_is_lost_with_a_call_on_it(bool isTheirs)
    {
        await using var relay = new ServerRelay(_server);
        await using var multiplexer = await ConnectAsync(relay.NewOptions());
        await using var application = Make(isTheirs ? multiplexer : null, relay.Port);
        await application.AssertUsableAsync();
        _server.Pause();
        var call = application.Cache.GetAsync<int>(Key, Cancel).AsTask();
        var other = application.Cache.IncrementAsync(Key, 1, Cancel).AsTask();
        relay.Cut();
        _overheard.Tell(await Assert.ThrowsAsync<CacheBackendException>(() => call));
        _overheard.Tell(await Assert.ThrowsAsync<CacheBackendException>(() => other));
        _server.Resume();

        AssertKeyless("Redis cannot be reached");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_is_away(bool isTheirs)
    {
        await using var multiplexer = await ConnectAsync(_server.NewOptions());
        await using var application = Make(isTheirs ? multiplexer : null, _server.Port);
        await application.AssertUsableAsync();
        await _server.KillAsync();
        await RedisApplication.WaitAsync(() => application.LinesOf(1201).Count > 0);

        await CallAsync(application, "Redis");
    }

    [Fact]
    public async Task A_server_that_does_not_know_a_command()
    {
        await using var server = await RedisServer.StartNewAsync(new() { Arguments = ["--rename-command", "PTTL", ""] });
        await using var multiplexer = await ConnectAsync(server.NewOptions());
        await using var application = Make(multiplexer, server.Port);
        await application.AssertUsableAsync();

        _overheard.Tell(await Assert.ThrowsAsync<CacheBackendException>(async () => await application.Cache.GetTimeToLiveAsync(Key, Cancel)));

        AssertKeyless("Redis does not know a command that a cache needs; was it renamed or turned off? ERR unknown command 'PTTL'.");
    }

    [Fact]
    public async Task A_write_that_is_made_up_for_in_vain()
    {
        await using var multiplexer = await ConnectAsync(_server.NewOptions());
        await using var application = Make(multiplexer, _server.Port, onFailure: "miss");
        await application.AssertUsableAsync();
        await application.Cache.SetAsync(Key, 1, cancellationToken: Cancel);
        await _server.KillAsync();

        await application.Cache.SetAsync(Key, 2, cancellationToken: Cancel);
        await Patience.UntilAsync(async () =>
        {
            await application.Cache.GetAsync<int>(Key, Cancel);
            return application.LinesOf(1031).Count > 0;
        });

        AssertKeyless("what an outage has kept from being removed could not be removed yet");
    }

    private static async Task<IConnectionMultiplexer> ConnectAsync(ConfigurationOptions options)
    {
        options.IncludeDetailInExceptions = true;
        options.AsyncTimeout = 500;
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(100);
        options.BacklogPolicy = BacklogPolicy.FailFast;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    private RedisApplication Make(IConnectionMultiplexer? theirs, int port, string onFailure = "throw")
    {
        (string, string?)[] settings = theirs is null
            ? [("Location", $"redis://{TestServer.Host}:{port}"), ("Options:Timeout", "0.5")]
            : [("Options:Multiplexer", "services")];
        return RedisApplication.Make(
            services =>
            {
                services.AddLogging(logging => logging.AddProvider(_overheard).SetMinimumLevel(LogLevel.Trace));
                if (theirs is not null)
                    services.AddSingleton(theirs);
            },
            [.. settings, ("Options:OnFailure", onFailure), ("Options:LogKeys", "false")]);
    }

    private async Task CallAsync(RedisApplication application, string words)
    {
        _overheard.Tell(await Assert.ThrowsAsync<CacheBackendException>(async () => await application.Cache.GetAsync<int>(Key, Cancel)));
        _overheard.Tell(await Assert.ThrowsAsync<CacheBackendException>(async () => await application.Cache.SetAsync(Key, 1, cancellationToken: Cancel)));
        _overheard.Tell(await Assert.ThrowsAsync<CacheBackendException>(async () => await application.Cache.GetManyAsync<int>([Key, "other"], Cancel)));
        Assert.Equal(1, await application.Cache.GetOrSetAsync(Key, static _ => ValueTask.FromResult(1), cancellationToken: Cancel));
        AssertKeyless(words);
    }

    private void AssertKeyless(string words)
    {
        string everything = _overheard.Everything();
        Assert.Contains(words, everything, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, everything, StringComparison.Ordinal);
    }
}
