using CacheKit.AspNetCore.Interop;
using CacheKit.AspNetCore.TimeLimits;
using CacheKit.Configuration;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes CacheKit the store of ASP.NET Core's own output caching.</summary>
public static class OutputCacheKitBuilderExtensions
{
    /// <summary>
    /// Makes an alias the <see cref="IOutputCacheStore"/> and <see cref="IOutputCacheBufferStore"/> of <c>AddOutputCache</c>,
    /// in whichever order both are called; every alias is there as a keyed service too. Of several calls the last alias is
    /// used. A cache that fails never fails a page; <see cref="IOutputCacheStore.EvictByTagAsync"/> throws
    /// <see cref="CacheKit.CacheBackendException"/> when responses could not be evicted and nothing will make up for it.
    /// </summary>
    /// <param name="builder">What <c>AddCacheKit</c> returned.</param>
    /// <param name="alias">The alias; that it is configured is checked with the configuration.</param>
    public static ICacheKitBuilder AddOutputCacheStore(this ICacheKitBuilder builder, string alias = CacheSection.DefaultAlias)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(alias);
        var services = builder.Services;
        services.AddLogging();
        services.TryAddSingleton(LimitedCaches.Of);
        services.TryAddSingleton<OutputCacheStores>();
        services.AddSingleton(new RequiredAlias(alias, nameof(AddOutputCacheStore)));
        services.AddSingleton<IOutputCacheStore>(provider => provider.GetRequiredService<OutputCacheStores>()[alias]);
        services.AddSingleton<IOutputCacheBufferStore>(provider => provider.GetRequiredService<OutputCacheStores>()[alias]);
        services.TryAddKeyedSingleton<IOutputCacheStore>(
            KeyedService.AnyKey, static (provider, key) => provider.GetRequiredService<OutputCacheStores>().Find(key)!);
        services.TryAddKeyedSingleton<IOutputCacheBufferStore>(
            KeyedService.AnyKey, static (provider, key) => provider.GetRequiredService<OutputCacheStores>().Find(key)!);
        return builder;
    }
}
