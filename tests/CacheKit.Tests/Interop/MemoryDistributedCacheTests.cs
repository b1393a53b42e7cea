using CacheKit.Conformance.Distributed;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace CacheKit.Tests.Interop;

// Proves the facts themselves: .NET's own cache passes them.
public sealed class MemoryDistributedCacheTests : DistributedCacheConformance
{
    public MemoryDistributedCacheTests() =>
        Cache = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions { Clock = new SystemClock(Clock) }));

    protected override IDistributedCache Cache { get; }

    private sealed class SystemClock(TimeProvider time) : Microsoft.Extensions.Internal.ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
