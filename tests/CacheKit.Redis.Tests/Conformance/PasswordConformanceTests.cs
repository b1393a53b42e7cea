using CacheKit.Conformance;
using CacheKit.Redis.Tests.Servers;

namespace CacheKit.Redis.Tests.Conformance;

[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.KnowsTimeToLive | BackendTraits.SharedAcrossProcesses)]
public sealed class PasswordConformanceTests(RedisServers servers) : RedisConformance
{
    protected override async Task<RedisStore> FindStoreAsync() => new(await servers.Password.GetAsync(), servers.NextDatabase());
}
