using CacheKit.TestServers;

namespace Almanac.Tests.Caching;

public sealed class RedisSharedCacheTests : SharedCacheFacts<RedisServer>
{
    protected override Task<RedisServer> StartServerAsync() => RedisServer.StartNewAsync();

    protected override string[] Arguments(RedisServer server) => ["--backend", "redis", "--ConnectionStrings:Cache", $"redis://127.0.0.1:{server.Port}/1"];
}
