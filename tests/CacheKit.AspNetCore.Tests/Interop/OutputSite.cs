using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Interop;

/// <summary>A site with ASP.NET Core's output caching on an alias; its pages count how often they were made.</summary>
internal static class OutputSite
{
    public static Task<TestSite> StartAsync(
        bool onBytes = true, string alias = "default", Counted? made = null, Func<Exception, bool>? isOutage = null, Dictionary<string, string?>? configuration = null) =>
        TestSite.StartAsync(new SiteSetup
        {
            OnBytes = onBytes,
            IsOutage = isOutage,
            WithPages = false,
            Configuration = configuration ?? [],
            Services = services =>
            {
                services.AddCacheKit().AddOutputCacheStore(alias);
                services.AddOutputCache();
            },
            Pipeline = app =>
            {
                app.UseOutputCache();
                app.MapGet("/", () => made!.Page()).CacheOutput(static policy => policy.Tag("all").Expire(TimeSpan.FromHours(1)));
                app.MapGet("/{name}", (string name) => $"{name} {made!.Next()}").CacheOutput(static policy => policy.Tag("named").SetVaryByQuery("q"));
            },
        });
}
