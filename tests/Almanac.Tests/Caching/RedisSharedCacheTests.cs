using CacheKit.TestServers;

namespace Almanac.Tests.Caching;

public sealed class RedisSharedCacheTests : SharedCacheFacts<RedisServer>
{
    protected override Task<RedisServer> StartServerAsync() => RedisServer.StartNewAsync();

    protected override string[] Arguments(RedisServer server) => BackendArguments.Of(server);
}
