using System.Collections.Concurrent;
using CacheKit.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Interop;

/// <summary>The aliases of a container as distributed caches, each one object.</summary>
internal sealed class DistributedCaches(IServiceProvider services, ConfiguredAliases aliases)
{
    private readonly ConcurrentDictionary<string, AliasDistributedCache> _byAlias = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>An alias, which need not be made yet: a backend may be given its distributed cache while the caches are made.</summary>
    public AliasDistributedCache this[string alias] =>
        _byAlias.GetOrAdd(alias, static (name, services) => new(() => services.GetRequiredService<ICaches>()[name], name), services);

    /// <summary>
    /// The alias that a service is keyed by; null for any other key. The interface is not ours: whoever looks whether there is a
    /// service of some key must not be given one that cannot work.
    /// </summary>
    public AliasDistributedCache? Find(object? key) =>
        key is string alias && aliases.FindAliases([]).Contains(alias, StringComparer.OrdinalIgnoreCase) ? this[alias] : null;
}
