using CacheKit.Backends;
using CacheKit.Conformance;
using CacheKit.Conformance.Bytes;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Values;

// What only memcached does, on a backend that needs no server: it refuses keys and counts whole seconds.
[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.KnowsTimeToLive | BackendTraits.SharedAcrossProcesses | BackendTraits.RefusesUnportableKeys | BackendTraits.WholeSeconds)]
public sealed class MemcachedRulesConformanceTests : CacheConformance
{
    private readonly BytesStore _server;

    public MemcachedRulesConformanceTests() => _server = new BytesStore(Clock) { WholeSeconds = true };

    protected override void Configure(IDictionary<string, string?> settings) => settings["Backend"] = "bytes";

    protected override void Register(ICacheKitBuilder builder) =>
        builder.AddBackend("bytes", _ => new BytesBackend(_server) { KeyPolicy = CacheKeyPolicy.Refuse });
}
