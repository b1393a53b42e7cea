using CacheKit.Backends;
using CacheKit.Conformance;
using CacheKit.Conformance.Bytes;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Values;

// As long as the server is there, a cache that forgives failures is what it is without.
[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.KnowsTimeToLive | BackendTraits.SharedAcrossProcesses)]
public sealed class ForgivingCacheConformanceTests : CacheConformance
{
    private readonly BytesStore _server;

    public ForgivingCacheConformanceTests() => _server = new BytesStore(Clock);

    protected override void Configure(IDictionary<string, string?> settings)
    {
        settings["Backend"] = "forgiving";
        settings["Options:OnFailure"] = "miss";
    }

    protected override void Register(ICacheKitBuilder builder) =>
        builder.AddBackend(new CacheBackendDescriptor("forgiving", _ => new BytesBackend(_server)) { IsOutage = static _ => true });
}
