using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;

namespace CacheKit.AspNetCore.Tests.Fragments;

/// <summary>A site of the views in this folder on a socket, its pages cached as a whole where asked for.</summary>
internal static class FragmentPageSite
{
    /// <param name="siteCache">Whether the pages are cached.</param>
    /// <param name="before">Runs behind the page cache, before each view.</param>
    /// <param name="pages">How they are cached; null for the site's own way.</param>
    /// <param name="options">What the site says of its pages.</param>
    public static Task<TestSite> StartAsync(bool siteCache, Action<HttpContext>? before = null, Action<CachePageOptions>? pages = null, Action<SiteCacheOptions>? options = null) => TestSite.StartAsync(new SiteSetup
    {
        Options = options,
        // The alias of another test's controller in this assembly.
        Configuration = { ["Caches:default:Backend"] = "locmem", ["Caches:default:Location"] = Guid.NewGuid().ToString(), ["Caches:special:Backend"] = "dummy" },
        Services = static services =>
        {
            services.AddDataProtection().UseEphemeralDataProtectionProvider();
            services.AddControllersWithViews().AddApplicationPart(typeof(FragmentsController).Assembly);
            services.AddSingleton<Renderings>().AddSingleton<Counted>();
            services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("test", null);
            services.AddAuthorization();
        },
        Pipeline = app =>
        {
            app.UseRouting();
            app.UseAuthentication();
            if (siteCache)
                app.UseSiteCache();
            app.Use((context, next) =>
            {
                before?.Invoke(context);
                return next(context);
            });
            var controllers = app.MapControllers();
            if (pages is not null)
                controllers.CachePage(60, pages);
        },
    });
}
