using CacheKit.TestServers;

namespace Almanac.Tests.Caching;

public sealed class MemcachedSharedCacheTests : SharedCacheFacts<MemcachedServer>
{
    protected override Task<MemcachedServer> StartServerAsync() => MemcachedServer.StartNewAsync();

    protected override string[] Arguments(MemcachedServer server) =>
        ["--backend", "memcached", "--Caches:default:Location", server.Location, "--Caches:statistics:Location", server.Location, "--Caches:visits:Location", server.Location];
}
