using CacheKit.TestServers;

namespace Almanac.Tests.Caching;

public sealed class MemcachedSharedCacheTests : SharedCacheFacts<MemcachedServer>
{
    protected override Task<MemcachedServer> StartServerAsync() => MemcachedServer.StartNewAsync();

    protected override string[] Arguments(MemcachedServer server) => BackendArguments.Of(server);
}
