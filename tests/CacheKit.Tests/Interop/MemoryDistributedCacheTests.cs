using CacheKit.Conformance.Distributed;
using CacheKit.Tests.Backends.Distributed;
using Microsoft.Extensions.Caching.Distributed;

namespace CacheKit.Tests.Interop;

// Proves the facts themselves: .NET's own cache passes them.
public sealed class MemoryDistributedCacheTests : DistributedCacheConformance
{
    public MemoryDistributedCacheTests() => Cache = MemoryCaches.New(Clock);

    protected override IDistributedCache Cache { get; }
}
