using CacheKit.Redis.Tests.Configuration;
using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>One primary of three is dead, and the others serve what they have.</summary>
public sealed class DeadPrimaryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writes_that_are_lost_with_it_keep_nothing_of_the_others_from_being_read()
    {
        await using var cluster = await RedisCluster.StartNewAsync();
        foreach (var primary in cluster.Primaries)
            await primary.ExecuteAsync("CONFIG", "SET", "cluster-require-full-coverage", "no");
        await using var application = RedisApplication.Make(
            ("Location", $"redis://{TestServer.Host}:{cluster.Primaries[0].Port}"), ("Options:Timeout", "0.5"), ("Options:OnFailure", "miss"));
        await application.AssertUsableAsync();
        string[] keys = [.. Enumerable.Range(0, 30).Select(static number => $"key{number}")];
        foreach (string key in keys)
            await application.Cache.SetAsync(key, key, CacheTimeout.Never, Cancel);
        await cluster.Primaries[2].KillAsync();
        // The third of the slots that were its own is lost, give or take.
        await Patience.UntilAsync(async () => await CountAsync(application, keys) is >= 12 and < 30);

        foreach (string key in keys)
            await application.Cache.SetAsync(key, key, CacheTimeout.Never, Cancel);

        await Patience.UntilAsync(async () => await CountAsync(application, keys) >= 12);
    }

    private static async Task<int> CountAsync(RedisApplication application, string[] keys)
    {
        int found = 0;
        foreach (string key in keys)
            found += await application.Cache.ContainsAsync(key, Cancel) ? 1 : 0;
        return found;
    }
}
