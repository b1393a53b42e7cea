using CacheKit.Conformance.Distributed;

namespace CacheKit.Tests.Interop;

public sealed class LocMemDistributedCacheTests : AliasDistributedCacheConformance
{
    protected override void Configure(IDictionary<string, string?> settings) => settings["Backend"] = "locmem";
}
