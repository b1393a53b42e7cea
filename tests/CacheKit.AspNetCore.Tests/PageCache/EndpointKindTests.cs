using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.SignalR;

namespace CacheKit.AspNetCore.Tests.PageCache;

/// <summary>Endpoints whose answers are no pages, or not for everybody.</summary>
public sealed class EndpointKindTests
{
    [Fact]
    public async Task An_endpoint_that_requires_authorization_is_left_alone_unless_it_allows_everybody()
    {
        await using var site = await StartAsync(
            static app =>
            {
                app.UseSiteCache();
                app.MapGet("/secret", static () => "page").RequireAuthorization();
                app.MapGet("/attribute", [Authorize] static () => "page");
                app.MapGet("/policy", static () => "page").RequireAuthorization(static policy => policy.RequireAssertion(static _ => true));
                app.MapGet("/open", static () => "page").RequireAuthorization().AllowAnonymous();
            },
            static services =>
            {
                services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("test", null);
                services.AddAuthorization();
            });

        foreach (var path in new[] { "/secret", "/attribute", "/policy" })
            Assert.Equal(PageCacheOutcome.RequiresAuthorization, await site.OutcomeOfAsync(path, ("X-Test-User", "ann")));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/open"));
    }

    [Fact]
    public async Task Under_a_fallback_policy_only_what_allows_everybody_is_cached()
    {
        await using var site = await StartAsync(
            static app =>
            {
                app.UseSiteCache();
                app.MapGet("/closed", static () => "page");
                app.MapGet("/open", static () => "page").AllowAnonymous();
            },
            static services => services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(static _ => true).Build()));

        Assert.Equal(PageCacheOutcome.RequiresAuthorization, await site.OutcomeOfAsync("/closed"));
        Assert.Equal(PageCacheOutcome.RequiresAuthorization, await site.OutcomeOfAsync("/no-endpoint"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/open"));
    }

    [Fact]
    public async Task An_endpoint_chosen_behind_the_page_cache_is_not_stored_and_told_of_once()
    {
        await using var site = await StartAsync(static app =>
        {
            app.UseSiteCache();
            app.UseRouting();
            app.MapGet("/", static () => "page");
        });

        Assert.Equal(PageCacheOutcome.MiddlewareOrder, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.MiddlewareOrder, await site.OutcomeOfAsync("/"));
        Assert.Contains("UseRouting", Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2002).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_checks_are_left_alone_even_when_they_may_be_cached()
    {
        await using var site = await StartAsync(
            static app =>
            {
                app.UseSiteCache();
                app.MapHealthChecks("/health");
                app.MapHealthChecks("/cacheable", new HealthCheckOptions { AllowCachingResponses = true });
            },
            static services => services.AddHealthChecks());

        Assert.Equal(PageCacheOutcome.LeftAlone, await site.OutcomeOfAsync("/health"));
        Assert.Equal(PageCacheOutcome.LeftAlone, await site.OutcomeOfAsync("/cacheable"));
    }

    [Fact]
    public async Task SignalR_is_left_alone()
    {
        await using var site = await StartAsync(
            static app =>
            {
                app.UseSiteCache();
                app.MapHub<EmptyHub>("/hub");
            },
            static services => services.AddSignalR());

        using (await site.SendAsync(HttpMethod.Post, "/hub/negotiate?negotiateVersion=1"))
            Assert.Equal(PageCacheOutcome.Method, await site.OutcomeAsync());
        Assert.Equal(PageCacheOutcome.LeftAlone, await site.OutcomeOfAsync("/hub"));
    }

    [Fact]
    public async Task A_component_with_an_interactive_render_mode_is_left_alone()
    {
        await using var site = await StartAsync(
            static app =>
            {
                app.UseSiteCache();
                app.MapGet("/interactive", static () => "page").WithMetadata(new InteractiveAttribute());
                app.MapGet("/prerendered", static () => Results.Text("<p><!--Blazor:{\"type\":\"server\"}--></p>", "text/html"))
                    .WithMetadata(new Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata(typeof(ComponentBase)));
                app.MapGet("/static", static () => Results.Text("<p></p>", "text/html"))
                    .WithMetadata(new Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata(typeof(ComponentBase)));
            });

        Assert.Equal(PageCacheOutcome.LeftAlone, await site.OutcomeOfAsync("/interactive"));
        Assert.Equal(PageCacheOutcome.LeftAlone, await site.OutcomeOfAsync("/prerendered"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/static"));
    }

    private static Task<TestSite> StartAsync(Action<WebApplication> pipeline, Action<IServiceCollection>? services = null) =>
        TestSite.StartAsync(new SiteSetup { Pipeline = pipeline, Services = services });

    private sealed class EmptyHub : Hub;

    private sealed class InteractiveAttribute : RenderModeAttribute
    {
        public override IComponentRenderMode Mode => RenderMode.InteractiveServer;
    }
}
