using CacheKit.Redis.Tests.Configuration;
using CacheKit.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>No failure tells a password: not to a caller, nor in a log, a metric or an activity.</summary>
public sealed class PasswordTests : IAsyncLifetime
{
    private const string Secret = "Ge,heim/:@17";
    private const string EncodedSecret = "Ge%2Cheim%2F%3A%4017";

    // In the password however it is written.
    private const string Trace = "heim";

    private readonly Overheard _overheard = new();
    private RedisServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartNewAsync(new() { User = "alice", Password = Secret });

    public async ValueTask DisposeAsync()
    {
        _overheard.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("redis://alice:{0}@127.0.0.1:{1}", null)]
    [InlineData("redis://127.0.0.1:{1}?username=alice&password={0}", null)]
    [InlineData("127.0.0.1:{1},user=alice", Secret)]
    [InlineData("redis://127.0.0.1:{1}?username=alice", Secret)]
    public async Task While_a_server_fails_in_every_way(string location, string? password)
    {
        await using (var application = Make(string.Format(null, location, EncodedSecret, _server.Port), ("Options:Password", password)))
        {
            await application.AssertUsableAsync();
            await _server.ExecuteAsync("LPUSH", ":1:list", 1);
            await HearAsync(async () => await application.Cache.AddAsync("list", 1, cancellationToken: Cancel));
            await HearAsync(async () => await application.Cache.IncrementAsync("list", cancellationToken: Cancel));
            await _server.ExecuteAsync("CONFIG", "SET", "maxmemory", 1);
            await FailAsync(application);
            await _server.ExecuteAsync("CONFIG", "SET", "maxmemory", 0);
            await _server.ExecuteAsync("REPLICAOF", TestServer.Host, 1);
            await FailAsync(application);
            await _server.ExecuteAsync("REPLICAOF", "NO", "ONE");
            _server.Pause();
            await FailAsync(application);
            await _server.KillAsync();
            await FailAsync(application);
            await RedisApplication.WaitAsync(() => application.LinesOf(1201).Count > 0);
            await _server.StartAsync();
            await application.AssertUsableAsync();
        }

        AssertNothingIsTold();
    }

    [Theory]
    [InlineData("redis://alice:Un{0}@127.0.0.1:{1}", null)]
    [InlineData("redis://bob:{0}@127.0.0.1:{1}", null)]
    [InlineData("redis://:{0}@127.0.0.1:{1}", null)]
    [InlineData("127.0.0.1:{1},user=alice", "Un" + Secret)]
    [InlineData("rediss://alice:{0}@127.0.0.1:{1}", null)]
    [InlineData("redis://alice:{0}@127.0.0.1:1", null)]
    [InlineData("redis://alice:{0}@nowhere.invalid:{1}", null)]
    [InlineData("redis://alice:{0}@127.0.0.1:{1}/99", null)]
    public async Task While_nobody_can_connect(string location, string? password)
    {
        await using (var application = Make(string.Format(null, location, EncodedSecret, _server.Port), ("Options:Password", password)))
        {
            await FailAsync(application);
            await HearAsync(async () => await application.Cache.GetOrSetAsync("key", static _ => ValueTask.FromResult(1), cancellationToken: Cancel));
        }

        AssertNothingIsTold();
    }

    [Theory]
    [InlineData("redis://alice:{0}@127.0.0.1:{1}/x", null)]
    [InlineData("redis://alice:{0}%zz@127.0.0.1:{1}", null)]
    [InlineData("redis://alice:Ge,heim/:@17@127.0.0.1:{1}", null)]
    [InlineData("redis://127.0.0.1:{1}?password={0}&nonsense={0}", null)]
    [InlineData("redis://alice:{0}@127.0.0.1:{1};redis://bob:{0}x@127.0.0.1:{1}", null)]
    [InlineData("127.0.0.1:{1},password=heim,nonsense=heim", null)]
    [InlineData("http://alice:{0}@127.0.0.1:{1}", null)]
    [InlineData("redis://127.0.0.1:{1}?username=alice&protocol=heim", null)]
    public async Task While_the_configuration_is_refused(string location, string? password)
    {
        await using (var application = Make(string.Format(null, location, EncodedSecret, _server.Port), ("Options:Password", password)))
            Assert.IsType<CacheConfigurationException>(await HearAsync(() => Task.FromResult(application.Cache)));

        AssertNothingIsTold();
    }

    private RedisApplication Make(string location, params (string Name, string? Value)[] settings) => RedisApplication.Make(
        services => services.AddMetrics().AddLogging(logging => logging.AddProvider(_overheard).SetMinimumLevel(LogLevel.Trace)),
        [("Location", location), ("Options:Timeout", "0.5"), ("Options:ConnectTimeout", "2"), .. settings]);

    /// <summary>Waits until a write fails.</summary>
    private Task FailAsync(RedisApplication application) =>
        Patience.UntilAsync(
            async () => await HearAsync(async () => await application.Cache.SetAsync("key", 1, cancellationToken: Cancel)) is CacheBackendException);

    private async Task<Exception?> HearAsync(Func<Task> call)
    {
        var failure = await Record.ExceptionAsync(call);
        _overheard.Tell(failure);
        return failure;
    }

    private void AssertNothingIsTold()
    {
        Assert.NotEqual(0, _overheard.Count);
        Assert.DoesNotContain(Trace, _overheard.Everything(), StringComparison.OrdinalIgnoreCase);
    }
}
