using System.Collections.Concurrent;
using CacheKit.Backends;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>
/// The caches by alias as pages and fragments ask them: one of another process is a <see cref="LimitedCache"/>, whose
/// silence both notice and leave alone together.
/// </summary>
internal sealed class LimitedCaches(ICaches caches, TimeProvider time, ILogger<LimitedCache> logger)
{
    private readonly ConcurrentDictionary<string, ICache> _byAlias = new(StringComparer.OrdinalIgnoreCase);

    public static LimitedCaches Of(IServiceProvider services) => new(
        services.GetRequiredService<ICaches>(), services.GetService<TimeProvider>() ?? TimeProvider.System, services.GetRequiredService<ILogger<LimitedCache>>());

    /// <exception cref="KeyNotFoundException">No such alias is configured.</exception>
    public ICache this[string alias] => _byAlias.GetOrAdd(alias, static (name, all) => all.Make(name), this);

    // What is not our own implementation may wait for anything.
    private ICache Make(string alias)
    {
        var cache = caches[alias];
        return cache is Cache { Backend: IObjectCacheBackend } ? cache : new LimitedCache(cache, time, logger);
    }
}
