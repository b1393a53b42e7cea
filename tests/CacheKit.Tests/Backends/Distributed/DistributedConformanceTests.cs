using CacheKit.Conformance;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Backends.Distributed;

// Over .NET's own memory cache, which all containers of a fact share, as processes share a server.
[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.KnowsTimeToLive | BackendTraits.SharedAcrossProcesses | BackendTraits.CannotClear)]
public sealed class DistributedConformanceTests : CacheConformance
{
    private readonly IDistributedCache _cache;

    public DistributedConformanceTests() => _cache = MemoryCaches.New(Clock);

    protected override void Configure(IDictionary<string, string?> settings) => settings["Backend"] = "distributed";

    protected override void Register(ICacheKitBuilder builder) => builder.Services.AddSingleton(_cache);
}
