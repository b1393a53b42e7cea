using System.Diagnostics.Metrics;
using CacheKit.AspNetCore.Dashboard.Figures;
using CacheKit.AspNetCore.Dashboard.Inspection;
using CacheKit.AspNetCore.PageCache;
using CacheKit.AspNetCore.PageCache.Policies;
using CacheKit.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.AspNetCore.Dashboard;

/// <summary>Registers what a dashboard works with; none of it is made before one is mapped.</summary>
internal static class DashboardServices
{
    public static void AddDashboard(this IServiceCollection services)
    {
        services.AddSingleton(static provider => new DashboardFigures(
            provider,
            provider.GetRequiredService<CacheMeter>(),
            provider.GetRequiredService<PageMetrics>(),
            provider.GetRequiredService<IMeterFactory>(),
            TimeOf(provider)));
        services.AddSingleton(static provider => new DashboardCaches(provider, TimeOf(provider)));
        services.AddSingleton(static provider => new PageListing(
            provider.GetRequiredService<DashboardFigures>(), provider.GetRequiredService<PageCatalog>(), TimeOf(provider)));
    }

    /// <summary>The application's clock.</summary>
    public static TimeProvider TimeOf(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;
}
