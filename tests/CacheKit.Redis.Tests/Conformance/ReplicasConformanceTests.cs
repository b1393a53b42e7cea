using CacheKit.Backends;
using CacheKit.Conformance;
using CacheKit.Redis.Tests.Servers;

namespace CacheKit.Redis.Tests.Conformance;

// Replicas lag, and no fact allows for that: each write waits until they have it.
[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.KnowsTimeToLive | BackendTraits.SharedAcrossProcesses)]
public sealed class ReplicasConformanceTests(RedisServers servers) : RedisConformance
{
    protected override async Task<RedisStore> FindStoreAsync() => new(await servers.LeaderAndReplicas.GetAsync(), servers.NextDatabase());

    protected override ICacheBackend NewBackend(TimeProvider time) =>
        new CaughtUpBackend(Store.NewReplicaBackend(time), Store);

    protected override async ValueTask PassAsync(TimeSpan lifetime)
    {
        await base.PassAsync(lifetime);
        await Store.WaitForReplicasAsync();
    }
}
