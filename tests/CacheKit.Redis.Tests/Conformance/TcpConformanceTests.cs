using CacheKit.Conformance;
using CacheKit.Redis.Tests.Servers;

namespace CacheKit.Redis.Tests.Conformance;

[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.KnowsTimeToLive | BackendTraits.SharedAcrossProcesses)]
public sealed class TcpConformanceTests(RedisServers servers) : RedisConformance
{
    protected override async Task<RedisStore> FindStoreAsync() => new(await servers.Tcp.GetAsync(), servers.NextDatabase());
}
