using CacheKit.Conformance;

namespace CacheKit.Tests.Backends.LocMem;

[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.KnowsTimeToLive | BackendTraits.CullsBeforeInserting | BackendTraits.LeastRecentlyUsed)]
public sealed class LocMemConformanceTests : CacheConformance
{
    protected override void Configure(IDictionary<string, string?> settings) => settings["Backend"] = "locmem";
}
