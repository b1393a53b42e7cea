using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;

namespace CacheKit.AspNetCore.Tests.Dashboard;

/// <summary>Sites with a dashboard.</summary>
internal static class DashboardSite
{
    /// <summary>A site whose dashboard is open, as in Development.</summary>
    public static Task<TestSite> StartAsync(Action<WebApplication>? map = null, SiteSetup? setup = null) => StartAsync("Development", static app => app.MapCacheDashboard(), map, setup);

    /// <param name="environment">The environment.</param>
    /// <param name="dashboard">Maps the dashboard.</param>
    /// <param name="map">Maps the rest of the site.</param>
    /// <param name="setup">What else is to be said of the site.</param>
    public static Task<TestSite> StartAsync(string environment, Action<WebApplication> dashboard, Action<WebApplication>? map = null, SiteSetup? setup = null)
    {
        setup ??= new SiteSetup();
        return TestSite.StartAsync(setup with
        {
            Environment = environment,
            Services = services =>
            {
                services.AddDataProtection().UseEphemeralDataProtectionProvider();
                services.AddAntiforgery();
                services.AddAuthentication("Test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("Test", null);
                services.AddAuthorizationBuilder().AddPolicy("operators", static policy => policy.RequireUserName("Ada"));
                setup.Services?.Invoke(services);
            },
            Pipeline = app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.UseSiteCache();
                dashboard(app);
                map?.Invoke(app);
            },
        });
    }
}
