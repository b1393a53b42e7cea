using CacheKit.AspNetCore.Dashboard.Assets;
using CacheKit.AspNetCore.Dashboard.Views;
using CacheKit.AspNetCore.PageCache;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.AspNetCore.Dashboard;

/// <summary>Maps the pages of a dashboard. A GET changes nothing; a POST that changes something carries an antiforgery token.</summary>
internal static class DashboardRoutes
{
    private const string Name = "MapCacheDashboard";

    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, CacheDashboardOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var services = endpoints.ServiceProvider;
        _ = PagesServices.Engine(services, Name);
        if (services.GetService<IServiceProviderIsService>()?.IsService(typeof(IAntiforgery)) == false)
        {
            throw new InvalidOperationException(
                $"{Name} protects its forms by antiforgery tokens: call builder.Services.AddAntiforgery() (AddControllersWithViews and AddRazorPages do).");
        }

        var group = endpoints.MapGroup(pattern);
        MapPages(group, options);
        foreach (var asset in DashboardAsset.All)
            Add(group.MapMethods(asset.Path, [HttpMethods.Get, HttpMethods.Head], asset.SendAsync));
        if (!options.ReadOnly)
            MapActions(group, options);
        IEndpointConventionBuilder all = group;
        all.Finally(new DashboardGate(services, pattern).Decide);
        return all;
    }

    private static void MapPages(RouteGroupBuilder group, CacheDashboardOptions options)
    {
        MapPage(DashboardPaths.Overview, OverviewScreen.ShowAsync);
        MapPage(DashboardPaths.Cache, CacheScreen.ShowAsync);
        MapPage(DashboardPaths.Keys, KeyScreen.ListAsync);
        MapPage(DashboardPaths.Key, KeyScreen.ShowAsync);
        MapPage(DashboardPaths.Pages, PageListScreen.ShowAsync);
        if (!options.ReadOnly)
            MapPage(DashboardPaths.Clear, ClearScreen.AskAsync);

        void MapPage(string path, Func<DashboardRequest, Task<DashboardScreen>> show) =>
            Add(group.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], async context =>
            {
                var request = new DashboardRequest(context, options, path);
                await DashboardResponse.SendAsync(request, await show(request).ConfigureAwait(false)).ConfigureAwait(false);
            }));
    }

    private static void MapActions(RouteGroupBuilder group, CacheDashboardOptions options)
    {
        MapAction(DashboardPaths.Delete, KeyScreen.DeleteAsync);
        MapAction(DashboardPaths.PurgeUrl, PageListScreen.PurgeUrlAsync);
        MapAction(DashboardPaths.PurgeTag, PageListScreen.PurgeTagAsync);
        MapAction(DashboardPaths.Clear, ClearScreen.ClearAsync);

        void MapAction(string path, Func<DashboardRequest, IFormCollection, Task<DashboardScreen>> act) =>
            Add(group.MapMethods(path, [HttpMethods.Post], async context =>
            {
                var request = new DashboardRequest(context, options, path);
                await DashboardResponse.SendAsync(request, await DashboardForm.ActAsync(request, act).ConfigureAwait(false)).ConfigureAwait(false);
            }));
    }

    private static void Add(IEndpointConventionBuilder endpoint) =>
        // ASP.NET Core's own output caching does not ask the response.
        endpoint.WithDisplayName("Cache dashboard").WithMetadata(
            LeftAloneMetadata.Instance, new OutputCacheAttribute { NoStore = true }, new ExcludeFromDescriptionAttribute());
}
