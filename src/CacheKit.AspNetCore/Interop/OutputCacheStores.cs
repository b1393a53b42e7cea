using System.Collections.Concurrent;
using CacheKit.AspNetCore.TimeLimits;
using CacheKit.Configuration;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Interop;

/// <summary>The aliases of a container as stores of output caching, each one object.</summary>
internal sealed class OutputCacheStores(LimitedCaches caches, ConfiguredAliases aliases, ILogger<AliasOutputCacheStore> logger)
{
    private readonly ConcurrentDictionary<string, AliasOutputCacheStore> _byAlias = new(StringComparer.OrdinalIgnoreCase);

    public AliasOutputCacheStore this[string alias] =>
        _byAlias.GetOrAdd(alias, static (name, all) => new(all.caches, name, all.logger), (caches, logger));

    /// <summary>The alias that a service is keyed by; null for any other key, which may be somebody else's.</summary>
    public AliasOutputCacheStore? Find(object? key) =>
        key is string alias && aliases.FindAliases([]).Contains(alias, StringComparer.OrdinalIgnoreCase) ? this[alias] : null;
}
