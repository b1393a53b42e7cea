using CacheKit.Conformance;
using CacheKit.Conformance.Bytes;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Backends.Distributed;

// Over one that takes and gives buffers, waits like a server, counts whole seconds, and is registered under a key.
[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.KnowsTimeToLive | BackendTraits.SharedAcrossProcesses | BackendTraits.CannotClear)]
public sealed class BufferDistributedConformanceTests : CacheConformance
{
    private readonly ServiceProvider _owner;
    private readonly IDistributedCache _cache;

    public BufferDistributedConformanceTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton(Clock);
        services.AddCacheKit().AddBackend(
            "bytes",
            new BytesBackend(new BytesStore(Clock) { WholeSeconds = true })).Configure("default", static options => options.Backend = "bytes");
        _owner = services.BuildServiceProvider();
        _cache = new OtherDistributedCache(_owner.GetRequiredService<ICaches>().AsDistributedCache("default"));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _owner.DisposeAsync();
    }

    protected override void Configure(IDictionary<string, string?> settings)
    {
        settings["Backend"] = "distributed";
        settings["Location"] = "theirs";
    }

    protected override void Register(ICacheKitBuilder builder) => builder.Services.AddKeyedSingleton("theirs", _cache);
}
