using CacheKit.Backends;
using CacheKit.Conformance.Bytes;
using CacheKit.Conformance.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Interop;

// What only memcached does, on a backend that needs no server: it refuses keys and counts whole seconds.
public sealed class MemcachedRulesDistributedCacheTests : AliasDistributedCacheConformance
{
    private readonly BytesStore _server;

    public MemcachedRulesDistributedCacheTests() => _server = new BytesStore(Clock) { WholeSeconds = true };

    protected override void Configure(IDictionary<string, string?> settings)
    {
        settings["Backend"] = "bytes";
        settings["KeyPrefix"] = new string('p', 130);
    }

    protected override void Register(ICacheKitBuilder builder) =>
        builder.AddBackend("bytes", _ => new BytesBackend(_server) { KeyPolicy = CacheKeyPolicy.Refuse });
}
