using CacheKit.Conformance;
using CacheKit.Redis.Tests.Servers;

namespace CacheKit.Redis.Tests.Conformance;

[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.KnowsTimeToLive | BackendTraits.SharedAcrossProcesses)]
public sealed class FailedOverConformanceTests(RedisServers servers) : RedisConformance
{
    protected override async Task<RedisStore> FindStoreAsync() => new((await servers.FailedOverAsync()).Connection, servers.NextDatabase());
}
