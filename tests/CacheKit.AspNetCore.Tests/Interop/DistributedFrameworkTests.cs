using CacheKit.Conformance;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace CacheKit.AspNetCore.Tests.Interop;

// Over .NET's own memory cache, which all instances of a fact share, as they share a server.
[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.SharedAcrossProcesses)]
public sealed class DistributedFrameworkTests : FrameworkFacts.FrameworkFacts
{
    private readonly MemoryDistributedCache _theirs = new(Options.Create(new MemoryDistributedCacheOptions()));

    protected override void Configure(IDictionary<string, string?> settings)
    {
        settings["Backend"] = "distributed";
        settings["Location"] = "theirs";
    }

    protected override void Register(ICacheKitBuilder builder) => builder.Services.AddKeyedSingleton<IDistributedCache>("theirs", _theirs);
}
