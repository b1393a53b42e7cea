using CacheKit.Backends;
using CacheKit.Conformance;
using CacheKit.Conformance.Bytes;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Resilience;

// Behind a circuit breaker that nothing opens, a backend is what it is without one.
[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.KnowsTimeToLive | BackendTraits.SharedAcrossProcesses)]
public sealed class GuardedBackendConformanceTests : CacheConformance
{
    private readonly BytesStore _server;

    public GuardedBackendConformanceTests() => _server = new BytesStore(Clock);

    protected override void Configure(IDictionary<string, string?> settings) => settings["Backend"] = "guarded";

    protected override void Register(ICacheKitBuilder builder) =>
        builder.AddBackend(new CacheBackendDescriptor("guarded", _ => new BytesBackend(_server)) { IsOutage = static _ => true });
}
