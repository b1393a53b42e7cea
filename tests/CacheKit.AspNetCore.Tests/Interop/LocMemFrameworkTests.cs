using CacheKit.Conformance;

namespace CacheKit.AspNetCore.Tests.Interop;

[BackendUnderTest(BackendTraits.StoresAnything)]
public sealed class LocMemFrameworkTests : FrameworkFacts.FrameworkFacts
{
    protected override void Configure(IDictionary<string, string?> settings) => settings["Backend"] = "locmem";
}
