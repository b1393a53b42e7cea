using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Interop;

/// <summary>ASP.NET Core's own sessions on an alias: what a visitor has lasts while the visitor comes.</summary>
public sealed class SessionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_ends_when_its_visitor_stays_away_for_its_idle_timeout(bool onBytes)
    {
        await using var site = await StartAsync(onBytes);
        string cookie = await ArriveAsync(site);

        for (int visit = 2; visit <= 4; visit++)
        {
            site.Time.Advance(TimeSpan.FromMinutes(15));
            Assert.Equal($"{visit}", await site.GetAsync("/visit", ("Cookie", cookie)));
        }

        // Reading alone keeps it too.
        site.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("4", await site.GetAsync("/look", ("Cookie", cookie)));
        site.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("4", await site.GetAsync("/look", ("Cookie", cookie)));

        site.Time.Advance(TimeSpan.FromMinutes(21));
        Assert.Equal("0", await site.GetAsync("/look", ("Cookie", cookie)));
    }

    private static async Task<string> ArriveAsync(TestSite site)
    {
        using var response = await site.SendAsync("/visit");
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private static Task<TestSite> StartAsync(bool onBytes) => TestSite.StartAsync(new SiteSetup
    {
        OnBytes = onBytes,
        WithPages = false,
        Services = static services =>
        {
            services.AddCacheKit().AddDistributedCache();
            services.AddSession(static options => options.IdleTimeout = TimeSpan.FromMinutes(20));
        },
        Pipeline = static app =>
        {
            app.UseSession();
            app.MapGet("/visit", static (HttpContext context) =>
            {
                int visits = (context.Session.GetInt32("visits") ?? 0) + 1;
                context.Session.SetInt32("visits", visits);
                return $"{visits}";
            });
            app.MapGet("/look", static (HttpContext context) => $"{context.Session.GetInt32("visits") ?? 0}");
        },
    });
}
