using System.Diagnostics.Metrics;
using CacheKit;
using CacheKit.Backends.LocMem;
using CacheKit.Configuration;
using CacheKit.Configuration.Catalog;
using CacheKit.Configuration.Reload;
using CacheKit.Diagnostics;
using CacheKit.Interop;
using CacheKit.Registration;
using CacheKit.Serialization;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds CacheKit to an application.</summary>
public static class CacheKitServiceCollectionExtensions
{
    /// <summary>
    /// Adds the caches that the section <c>Caches</c> of the application's configuration describes: <see cref="ICaches"/>,
    /// the alias <c>default</c> as <see cref="ICache"/>, each as a keyed service by alias, also as
    /// <see cref="IDistributedCache"/>. Without that section, or
    /// without a registered <see cref="IConfiguration"/>, there is <c>default</c> on locmem. A host checks everything
    /// when it starts; without a host the first use does. Calling it again is harmless.
    /// </summary>
    /// <param name="services">The application's services.</param>
    public static ICacheKitBuilder AddCacheKit(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        AddConfiguration(services);
        AddCaches(services);
        return new CacheKitBuilder(services);
    }

    /// <summary>As <see cref="AddCacheKit(IServiceCollection)"/>, from a configuration of your own. Of several calls the last configuration is used.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">A whole configuration, or its section <c>Caches</c>.</param>
    public static ICacheKitBuilder AddCacheKit(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSingleton(new CacheConfigurationSource(configuration));
        return services.AddCacheKit();
    }

    private static void AddConfiguration(IServiceCollection services)
    {
        services.AddOptions();
        services.TryAddSingleton(static provider => CacheSection.Find(Configuration(provider)));
        services.InsertConfiguration<CacheOptions, ConfigureCacheOptions>();
        services.TryAddSingleton<BackendCatalog>();
        services.TryAddSingleton(static provider => new CacheSerializers(
            [DistributedEntrySerializer.Registration, .. provider.GetServices<CacheSerializerRegistration>()]));
        services.TryAddSingleton(static provider => new AliasReader(
            provider.GetRequiredService<BackendCatalog>(), provider.GetRequiredService<CacheSerializers>(), Time(provider), Logs(provider), provider));
        services.TryAddSingleton<AliasesInCode>();
        services.TryAddSingleton<ConfiguredAliases>();
    }

    private static void AddCaches(IServiceCollection services)
    {
        services.TryAddSingleton(static provider => new LocMemStores(Time(provider)));
        services.TryAddSingleton(static provider => new CacheMeter(provider.GetService<IMeterFactory>()));
        services.TryAddSingleton(static provider => new CacheSetMaker(
            // Before the options are read: no change between the two is missed.
            ReloadWatch.Of(Configuration(provider), provider.GetServices<IOptionsChangeTokenSource<CacheOptions>>()),
            provider.GetRequiredService<ConfiguredAliases>(), provider.GetServices<RequiredAlias>(), provider.GetRequiredService<CacheSerializers>(),
            provider.GetRequiredService<CacheMeter>(), Time(provider), Logs(provider)).Make());
        services.TryAddSingleton<ICaches, Caches>();
        services.TryAddSingleton(static provider => provider.GetRequiredService<ICaches>().Default);
        services.TryAddKeyedSingleton(KeyedService.AnyKey, static (provider, key) => CacheByAlias(provider, key));
        services.TryAddSingleton<DistributedCaches>();
        services.TryAddKeyedSingleton<IDistributedCache>(
            KeyedService.AnyKey, static (provider, key) => provider.GetRequiredService<DistributedCaches>().Find(key)!);
        services.TryAddKeyedSingleton<IBufferDistributedCache>(
            KeyedService.AnyKey, static (provider, key) => provider.GetRequiredService<DistributedCaches>().Find(key)!);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CachesStart>());
    }

    private static IConfiguration? Configuration(IServiceProvider provider) =>
        provider.GetServices<CacheConfigurationSource>().LastOrDefault()?.Configuration ?? provider.GetService<IConfiguration>();

    private static ICache CacheByAlias(IServiceProvider provider, object? key) =>
        key is string alias
            ? provider.GetRequiredService<ICaches>()[alias]
            : throw new InvalidOperationException($"A cache is keyed by its alias, a text, not by {key} ({key?.GetType()}).");

    private static ILoggerFactory Logs(IServiceProvider provider) => provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;

    private static TimeProvider Time(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;
}
