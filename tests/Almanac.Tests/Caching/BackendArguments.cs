using CacheKit.TestServers;

namespace Almanac.Tests.Caching;

/// <summary>What the sample is told on its command line, so that its caches are on a server.</summary>
internal static class BackendArguments
{
    private static readonly string[] _aliases = ["default", "statistics", "visits"];

    // For a machine that has much else to do.
    private static readonly string[] _patience =
        [.. _aliases.SelectMany(static alias => (string[])[$"--Caches:{alias}:Options:Timeout", "30", $"--Caches:{alias}:Options:ConnectTimeout", "30"])];

    public static string[] Of(RedisServer server) =>
        ["--backend", "redis", "--ConnectionStrings:Cache", $"redis://127.0.0.1:{server.Port}/1", .. _patience];

    public static string[] Of(MemcachedServer server) =>
        ["--backend", "memcached", .. _aliases.SelectMany(alias => (string[])[$"--Caches:{alias}:Location", server.Location]), .. _patience];
}
