using CacheKit.AspNetCore.Dashboard.Figures;
using CacheKit.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Dashboard;

/// <summary>
/// Decides, when the endpoints are made and all has been said of them, whether a dashboard is there at all: in Development, or
/// behind an authorization policy. Anywhere else no request is routed to it, as if it had not been mapped.
/// </summary>
internal sealed class DashboardGate(IServiceProvider services, string pattern)
{
    private readonly bool _isDevelopment = services.GetService<IHostEnvironment>()?.IsDevelopment() == true;
    private bool _warned;

    public void Decide(EndpointBuilder endpoint)
    {
        if (_isDevelopment || IsGuarded(endpoint.Metadata))
        {
            services.GetRequiredService<DashboardFigures>().Start();
            return;
        }

        endpoint.Metadata.Add(new SuppressMatchingMetadata());
        if (Interlocked.Exchange(ref _warned, true))
            return;
        PageLog.DashboardClosed(services.GetRequiredService<ILogger<DashboardGate>>(), pattern);
    }

    // [AllowAnonymous] would let everybody in, whatever else the endpoint says. Only of IAuthorizeData does the framework refuse
    // to run an endpoint that no authorization middleware has judged.
    private static bool IsGuarded(IList<object> metadata) =>
        metadata.Any(static item => item is IAuthorizeData) && !metadata.Any(static item => item is IAllowAnonymous);
}
