using CacheKit.Conformance.Distributed;
using CacheKit.Tests.Backends.Distributed;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Interop;

/// <summary>An alias as a distributed cache whose entries lie in another distributed cache.</summary>
public sealed class AliasOverDistributedCacheTests : AliasDistributedCacheConformance
{
    protected override void Configure(IDictionary<string, string?> settings)
    {
        settings["Backend"] = "distributed";
        settings["Location"] = "theirs";
    }

    protected override void Register(ICacheKitBuilder builder) =>
        builder.Services.AddKeyedSingleton<IDistributedCache>("theirs", (_, _) => MemoryCaches.New(Clock));
}
