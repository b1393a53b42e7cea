using CacheKit.Redis.Tests.Configuration;
using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>Callers who leave a healthy server take nothing of others with them, also where failures are forgiven.</summary>
public sealed class GivenUpWriteTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("increment")]
    [InlineData("add")]
    [InlineData("touch")]
    [InlineData("move")]
    public async Task What_another_one_has_stored_outlives_a_call_that_is_given_up(string operation)
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var application = RedisApplication.Make(("Location", $"redis://{TestServer.Host}:{server.Port}"), ("Options:OnFailure", "miss"));
        await application.AssertUsableAsync();
        var cache = application.Cache;
        await cache.SetAsync("counter", 41L, CacheTimeout.Never, Cancel);
        using var leaves = new CancellationTokenSource();
        server.Pause();
        var call = operation switch
        {
            "increment" => cache.IncrementAsync("counter", 1, leaves.Token).AsTask(),
            "add" => cache.AddAsync("counter", 1L, CacheTimeout.Never, leaves.Token).AsTask(),
            "touch" => cache.TouchAsync("counter", CacheTimeout.Never, leaves.Token).AsTask(),
            _ => (Task)cache.WithVersion(2).IncrementVersionAsync("counter", -1, leaves.Token).AsTask(),
        };
        await leaves.CancelAsync();
        server.Resume();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        Assert.InRange(await cache.GetAsync<long>("counter", Cancel), 41, 42);
    }
}
