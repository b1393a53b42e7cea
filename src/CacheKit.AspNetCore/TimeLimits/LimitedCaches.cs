using System.Collections.Concurrent;
using CacheKit.Backends.Objects;
using CacheKit.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.TimeLimits;

/// <summary>
/// The caches by alias as pages and fragments ask them: one of another process is a <see cref="LimitedCache"/>, whose
/// silence both notice and leave alone together. Where there are replicas, all is read from the leader: a fragment that
/// was removed a moment ago would be kept for long in the page that is made of it, and a page that varies by what a
/// replica has not heard of would be sent to the wrong visitor.
/// </summary>
internal sealed class LimitedCaches(ICaches caches, TimeProvider time, ILogger<LimitedCache> logger) : IDisposable
{
    private readonly CallsUnderWay _underWay = new(time, LimitedCache.Limit);
    private readonly ConcurrentDictionary<string, ICache> _byAlias = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The clock of the limits.</summary>
    public TimeProvider Time => _underWay.Time;

    public static LimitedCaches Of(IServiceProvider services) => new(
        services.GetRequiredService<ICaches>(),
        services.GetService<TimeProvider>() ?? TimeProvider.System, services.GetRequiredService<ILogger<LimitedCache>>());

    /// <exception cref="KeyNotFoundException">No such alias is configured.</exception>
    public ICache this[string alias] => _byAlias.GetOrAdd(alias, static (name, all) => all.Make(name), this);

    public void Dispose() => _underWay.Dispose();

    // What is not our own implementation may wait for anything.
    private ICache Make(string alias)
    {
        var cache = caches[alias];
        if (Cache.Of(cache) is not { } ours)
            return new LimitedCache(cache, _underWay, logger);
        return ours.Backend is IObjectCacheBackend ? ours : new LimitedCache(ours.ForPages, _underWay, logger);
    }
}
