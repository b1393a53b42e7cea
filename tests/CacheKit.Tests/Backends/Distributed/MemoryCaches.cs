using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace CacheKit.Tests.Backends.Distributed;

/// <summary>.NET's own distributed cache in memory, on a clock of ours.</summary>
internal static class MemoryCaches
{
    public static MemoryDistributedCache New(TimeProvider time) =>
        new(Options.Create(new MemoryDistributedCacheOptions { Clock = new Clock(time) }));

    private sealed class Clock(TimeProvider time) : Microsoft.Extensions.Internal.ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
