using System.Diagnostics.CodeAnalysis;
using CacheKit;
using CacheKit.AspNetCore.Dashboard;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Shows the caches of an application to those who run it.</summary>
public static class CacheDashboardEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the dashboard: how the caches of this process do, which pages and values are in them, and forms to remove some.
    /// It is there in Development, and elsewhere only with an authorization policy: <c>app.MapCacheDashboard().RequireAuthorization("admin")</c>.
    /// Otherwise its URLs are as if they were not mapped, and a warning in the log says so.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The route below which it is.</param>
    /// <returns>All of its endpoints together, for <c>RequireAuthorization</c>, <c>RequireHost</c> and the like.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPages</c> or <c>AddAntiforgery</c> was not called.</exception>
    public static IEndpointConventionBuilder MapCacheDashboard(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/_cache") =>
        DashboardRoutes.Map(endpoints, pattern, new CacheDashboardOptions());

    /// <summary>As <see cref="MapCacheDashboard(IEndpointRouteBuilder, string)"/>, for visitors who may not do everything.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The route below which it is.</param>
    /// <param name="configure">Says what they may do.</param>
    /// <exception cref="InvalidOperationException"><c>AddPages</c> or <c>AddAntiforgery</c> was not called.</exception>
    public static IEndpointConventionBuilder MapCacheDashboard(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Action<CacheDashboardOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new CacheDashboardOptions();
        configure(options);
        return DashboardRoutes.Map(endpoints, pattern, options);
    }
}
