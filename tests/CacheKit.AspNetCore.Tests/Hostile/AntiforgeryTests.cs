using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;

namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>A page with an antiforgery token is one visitor's own, however and whenever the token was made.</summary>
public sealed class AntiforgeryTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_page_that_made_a_token_is_not_stored(bool antiforgeryFirst)
    {
        await using var site = await StartAsync(antiforgeryFirst, static _ => { });

        Assert.Equal(PageCacheOutcome.Antiforgery, await site.OutcomeOfAsync("/form"));
        Assert.NotEqual(await site.GetAsync("/form"), await site.GetAsync("/form"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_token_made_before_the_page_cache_ran_counts_too(bool antiforgeryFirst)
    {
        await using var site = await StartAsync(antiforgeryFirst, static _ => { }, static app => app.Use((context, next) =>
        {
            Tokens(context);
            return next(context);
        }));

        Assert.Equal(PageCacheOutcome.Antiforgery, await site.OutcomeOfAsync("/form"));
        Assert.NotEqual(await site.GetAsync("/form"), await site.GetAsync("/form"));
    }

    [Fact]
    public async Task So_does_one_whose_additional_data_comes_from_a_provider_registered_last()
    {
        await using var site = await StartAsync(false, static services => services.AddSingleton<IAntiforgeryAdditionalDataProvider, OwnData>());

        Assert.Equal(PageCacheOutcome.Antiforgery, await site.OutcomeOfAsync("/form"));
        Assert.NotEqual(await site.GetAsync("/form"), await site.GetAsync("/form"));
    }

    [Fact]
    public async Task Pages_without_a_token_are_stored_beside()
    {
        await using var site = await StartAsync(false, static _ => { });

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/plain"));
    }

    private static Task<TestSite> StartAsync(bool antiforgeryFirst, Action<IServiceCollection> configure, Action<WebApplication>? outside = null) =>
        TestSite.StartAsync(new SiteSetup
        {
            ServicesBefore = services => AddAntiforgery(services, antiforgeryFirst),
            Services = services =>
            {
                AddAntiforgery(services, !antiforgeryFirst);
                configure(services);
            },
            Pipeline = app =>
            {
                app.UseRouting();
                outside?.Invoke(app);
                app.UseSiteCache();
                app.MapGet("/form", static context => context.Response.WriteAsync(Tokens(context)));
                app.MapGet("/plain", static () => "plain");
            },
        });

    private static void AddAntiforgery(IServiceCollection services, bool now)
    {
        if (!now)
            return;
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAntiforgery();
    }

    // Sets neither a cookie nor Cache-Control: nothing but the token itself tells.
    private static string Tokens(HttpContext context) =>
        context.RequestServices.GetRequiredService<IAntiforgery>().GetTokens(context).RequestToken!;

    private sealed class OwnData : IAntiforgeryAdditionalDataProvider
    {
        public string GetAdditionalData(HttpContext context) => "own";

        public bool ValidateAdditionalData(HttpContext context, string additionalData) => true;
    }
}
