using CacheKit;
using CacheKit.AspNetCore.CachePage;
using CacheKit.AspNetCore.Dashboard;
using CacheKit.AspNetCore.Fragments;
using CacheKit.AspNetCore.PageCache;
using CacheKit.AspNetCore.PageCache.Copies;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Making;
using CacheKit.AspNetCore.PageCache.Marks;
using CacheKit.AspNetCore.PageCache.Policies;
using CacheKit.AspNetCore.PageCache.Removal;
using CacheKit.AspNetCore.PageCache.Requests;
using CacheKit.AspNetCore.PageCache.Stores;
using CacheKit.AspNetCore.PageCache.Watching;
using CacheKit.AspNetCore.SiteCache;
using CacheKit.AspNetCore.TimeLimits;
using CacheKit.Configuration;
using CacheKit.Configuration.Reload;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the page cache to CacheKit.</summary>
public static class PagesCacheKitBuilderExtensions
{
    /// <summary>
    /// Adds what <c>UseSiteCache</c>, <c>[CachePage]</c>, <c>.CachePage(…)</c> and <c>&lt;cache-fragment&gt;</c> need, configured by the section
    /// <c>SiteCache</c>; Django's <c>CACHE_MIDDLEWARE_ALIAS</c>, <c>_SECONDS</c> and <c>_KEY_PREFIX</c> beside it are read too.
    /// Everything is checked when the host starts. Calling it again is harmless.
    /// </summary>
    /// <param name="builder">What <c>AddCacheKit</c> returned.</param>
    public static ICacheKitBuilder AddPages(this ICacheKitBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(static service => service.ServiceType == typeof(PageCacheEngine)))
            return builder;
        builder.AddSerializer<PageRecord>(new PageRecordSerializer());
        AddSettings(services);
        AddEngine(services);
        services.AddFragments();
        services.AddSingleton<FragmentQueryWatch>();
        services.AddDashboard();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<MvcOptions>, CachePageFilterSetup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PagesStart>());
        return builder;
    }

    /// <summary>As <see cref="AddPages(ICacheKitBuilder)"/>, with settings in code.</summary>
    /// <param name="builder">What <c>AddCacheKit</c> returned.</param>
    /// <param name="configure">Changes the settings, which start with what the configuration says.</param>
    public static ICacheKitBuilder AddPages(this ICacheKitBuilder builder, Action<SiteCacheOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddPages().Services.Configure(configure);
        return builder;
    }

    private static void AddSettings(IServiceCollection services)
    {
        services.AddOptions();
        services.InsertConfiguration<SiteCacheOptions, ConfigureSiteCacheOptions>();
        services.AddSingleton(static provider => new SiteCacheReload(
            // Before the options are read: no change between the two is missed.
            ReloadWatch.Of(ConfigureSiteCacheOptions.FindConfiguration(provider), provider.GetServices<IOptionsChangeTokenSource<SiteCacheOptions>>()),
            provider.GetRequiredService<IOptions<SiteCacheOptions>>().Value, provider.GetRequiredService<IOptionsFactory<SiteCacheOptions>>(),
            provider.GetService<IHostEnvironment>()?.IsDevelopment() == true, provider.GetRequiredService<ILogger<SiteCacheReload>>()));
        services.AddSingleton(static provider => provider.GetRequiredService<SiteCacheReload>().AtStart);
    }

    private static void AddEngine(IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<PageCacheUsage>();
        services.AddSingleton(ContentEncodings.Of);
        services.TryAddSingleton(LimitedCaches.Of);
        services.AddSingleton(static provider => new PageCopies(provider.GetRequiredService<SiteCacheSettings>(), Time(provider)));
        services.AddSingleton<PageStores>();
        services.AddSingleton<PageCatalog>();
        services.AddSingleton<CurrentPolicies>();
        services.AddSingleton<PageGenerations>();
        services.AddSingleton<PageMetrics>();
        services.AddSingleton<PrivateCookies>();
        services.AddSingleton<MiddlewareOrder>();
        services.AddSingleton<PageAddresses>();
        services.AddSingleton<PageRemoval>();
        services.AddSingleton<IPageCache>(static provider => provider.GetRequiredService<PageRemoval>());
        services.AddSingleton(static provider => new UncacheablePages(Time(provider)));
        services.AddSingleton(static provider => new StalePages(Time(provider)));
        services.AddSingleton(static provider => new RequestRules(
            provider.GetRequiredService<PrivateCookies>(), provider.GetService<IAuthorizationPolicyProvider>(),
            provider.GetRequiredService<MiddlewareOrder>(), provider.GetRequiredService<ILogger<RequestRules>>()));
        services.AddSingleton(static provider => new PageWorkshop(
            provider.GetRequiredService<PrivateCookies>(),
            provider.GetRequiredService<UncacheablePages>(), provider.GetRequiredService<PageGenerations>(), provider.GetRequiredService<PageMetrics>(),
            Time(provider),
            provider.GetRequiredService<IServiceProviderIsService>(), provider.GetRequiredService<MiddlewareOrder>(),
            provider.GetRequiredService<ILogger<PageWorkshop>>()));
        services.AddSingleton(static provider => new PageFinder(
            provider.GetRequiredService<StalePages>(), provider.GetRequiredService<PageGenerations>(), Time(provider),
            provider.GetRequiredService<ILogger<PageFinder>>()));
        services.AddSingleton<PageMaker>();
        services.AddSingleton<PageCacheEngine>();
    }

    private static TimeProvider Time(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;
}
