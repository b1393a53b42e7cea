using System.Collections.Concurrent;
using CacheKit.Backends;
using CacheKit.Conformance;
using CacheKit.Keys;
using CacheKit.Memcached.Commands;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Conformance;

[BackendUnderTest(Traits)]
public sealed class SaslConformanceTests(SaslServer server) : MemcachedConformance, IClassFixture<SaslServer>
{
    private readonly ConcurrentDictionary<CacheKey, DateTimeOffset> _ends = new();

    protected override MemcachedClientOptions Options() => server.NewOptions();

    // It speaks no other protocol.
    private protected override MemcachedClientOptions StoreOptions() => server.NewOptions();

    internal override ICacheBackend NewBackend(CacheBackendContext context, MemcachedEntries entries)
    {
        var backend = base.NewBackend(context, entries);
        return backend is MemcachedBackend plain ? new KnownLives(plain, Clock, context.Timeout, _ends) : backend;
    }

    private protected override async Task AgeAsync(MemcachedStore store, TimeSpan lifetime)
    {
        foreach (var (key, end) in _ends)
        {
            if (end <= Clock.GetUtcNow())
                await store.DeleteAsync(key);
        }
    }
}
