using CacheKit.TestServers;

namespace Almanac.Tests.Caching;

/// <summary>What the sample is told on its command line, so that its caches are on a server.</summary>
internal static class BackendArguments
{
    public static string[] Of(RedisServer server) => ["--backend", "redis", "--ConnectionStrings:Cache", $"redis://127.0.0.1:{server.Port}/1"];

    public static string[] Of(MemcachedServer server) =>
        ["--backend", "memcached", "--Caches:default:Location", server.Location, "--Caches:statistics:Location", server.Location, "--Caches:visits:Location", server.Location];
}
