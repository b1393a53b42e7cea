using CacheKit.Configuration;
using CacheKit.Interop;
using Microsoft.Extensions.Caching.Distributed;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes CacheKit the application's distributed cache.</summary>
public static class DistributedCacheKitBuilderExtensions
{
    /// <summary>
    /// Makes an alias the <see cref="IDistributedCache"/> and <see cref="IBufferDistributedCache"/> that sessions, HybridCache
    /// and others take, in place of one that was registered before. Every alias is also there as a keyed service without
    /// this. Of several calls the last alias is used.
    /// </summary>
    /// <param name="builder">What <c>AddCacheKit</c> returned.</param>
    /// <param name="alias">The alias; that it is configured is checked with the configuration.</param>
    public static ICacheKitBuilder AddDistributedCache(this ICacheKitBuilder builder, string alias = CacheSection.DefaultAlias)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(alias);
        builder.Services.AddSingleton(new RequiredAlias(alias, nameof(AddDistributedCache)));
        builder.Services.AddSingleton<IDistributedCache>(provider => provider.GetRequiredService<DistributedCaches>()[alias]);
        builder.Services.AddSingleton<IBufferDistributedCache>(provider => provider.GetRequiredService<DistributedCaches>()[alias]);
        return builder;
    }
}
