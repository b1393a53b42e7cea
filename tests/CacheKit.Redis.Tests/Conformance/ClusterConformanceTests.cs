using CacheKit.Conformance;
using CacheKit.Redis.Tests.Servers;

namespace CacheKit.Redis.Tests.Conformance;

[Collection(nameof(ClusterFacts))]
[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.KnowsTimeToLive | BackendTraits.SharedAcrossProcesses)]
public sealed class ClusterConformanceTests(RedisServers servers) : RedisConformance
{
    protected override async Task<RedisStore> FindStoreAsync()
    {
        var store = new RedisStore(await servers.Cluster.GetAsync(), 0);
        await store.EmptyAsync();
        return store;
    }
}
