using CacheKit.Conformance;

namespace CacheKit.Tests.Backends.Dummy;

[BackendUnderTest(BackendTraits.None)]
public sealed class DummyConformanceTests : CacheConformance
{
    protected override void Configure(IDictionary<string, string?> settings) => settings["Backend"] = "dummy";
}
