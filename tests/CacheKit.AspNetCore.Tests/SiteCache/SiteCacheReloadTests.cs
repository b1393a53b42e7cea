using CacheKit.AspNetCore.PageCache.Policies;
using CacheKit.AspNetCore.SiteCache;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace CacheKit.AspNetCore.Tests.SiteCache;

/// <summary>The section <c>SiteCache</c> changes while the site runs.</summary>
public sealed class SiteCacheReloadTests
{
    [Fact]
    public async Task What_is_wrong_changes_nothing_and_is_told_once_as_at_the_start()
    {
        await using var site = await StartAsync(("SiteCache:Seconds", "600"));
        (string, string?)[] wrong = [("SiteCache:Seconds", "7"), ("SiteCache:Exclude", "admin"), ("SiteCache:ETags", "false")];

        Change(site, wrong);
        Change(site, wrong);

        Assert.Equal("max-age=600", await LifetimeAsync(site, "/"));
        var told = Assert.Single(Told(site, 1111));
        Assert.Contains("SiteCache:Exclude has 'admin'; expected a path that begins with '/'", told, StringComparison.Ordinal);
        Assert.Contains("SiteCache:ETags is unknown. Did you mean 'ETag'?", told, StringComparison.Ordinal);
        Assert.Empty(Told(site, 1110));
    }

    [Fact]
    public async Task What_the_applications_own_code_throws_changes_nothing_and_is_told_once()
    {
        var fails = false;
        await using var site = await TestSite.StartAsync(
            static app => app.MapGet("/", static () => "page"),
            new() { Options = options => options.Timeout = fails ? throw new InvalidOperationException("no flag store") : TimeSpan.FromSeconds(9) });

        fails = true;
        Change(site, ("SiteCache:ETag", "false"));
        Change(site, ("SiteCache:ETag", "false"));

        Assert.Equal("max-age=9", await LifetimeAsync(site, "/"));
        Assert.Contains("no flag store", Assert.Single(Told(site, 1111)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_it_is_mended_the_same_mistake_is_told_again()
    {
        await using var site = await StartAsync(("SiteCache:Seconds", "600"));

        Change(site, ("SiteCache:Seconds", "soon"));
        Change(site, ("SiteCache:Seconds", "600"));
        Change(site, ("SiteCache:Seconds", "soon"));

        Assert.Equal(2, Told(site, 1111).Count);
    }

    [Fact]
    public async Task What_is_part_of_keys_waits_for_the_next_start_and_is_told_once_by_name()
    {
        await using var site = await StartAsync(("SiteCache:KeyPrefix", "a"), ("SiteCache:SortQuery", "false"));
        Assert.Equal("page 1", await site.GetAsync("/"));

        Change(site, ("SiteCache:KeyPrefix", "b"), ("SiteCache:SortQuery", "true"), ("SiteCache:Alias", "elsewhere"));
        Change(site, ("SiteCache:Seconds", "60"));

        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal("max-age=60", await LifetimeAsync(site, "/other"));
        Assert.Contains(": SiteCache:Alias, SiteCache:KeyPrefix, SiteCache:SortQuery.", Assert.Single(Told(site, 1112)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_says_the_same_is_not_told()
    {
        await using var site = await StartAsync(("SiteCache:Seconds", "60"), ("SiteCache:Exclude", "/admin;/me"));

        Change(site, ("SiteCache:Seconds", "60.0"), ("SiteCache:Exclude", "/admin, /me"));

        Assert.Empty(Told(site, 1110, 1111, 1112));
    }

    [Fact]
    public async Task A_new_time_holds_for_the_pages_made_from_then_on()
    {
        await using var site = await StartAsync(("SiteCache:Seconds", "600"));
        Assert.Equal("max-age=600", await LifetimeAsync(site, "/"));

        Change(site, ("SiteCache:Seconds", "60"));

        Assert.Equal("max-age=60", await LifetimeAsync(site, "/other"));
        // What is kept already was told another time.
        Assert.Equal("max-age=600", await LifetimeAsync(site, "/"));
        Assert.Equal("The configuration has changed: SiteCache:Seconds is 60 (was 600).", Assert.Single(Told(site, 1110)));
    }

    [Fact]
    public async Task Clients_are_told_another_time_by_endpoints_that_say_none_themselves()
    {
        await using var site = await StartAsync(("SiteCache:Seconds", "600"));
        Assert.Equal("max-age=900", await LifetimeAsync(site, "/asked/1"));

        Change(site, ("SiteCache:ClientSeconds", "5"));

        Assert.Equal("max-age=5", await LifetimeAsync(site, "/"));
        Assert.Equal("max-age=5", await LifetimeAsync(site, "/asked/2"));
    }

    [Theory]
    [InlineData("SiteCache:Exclude", "/other", PageCacheOutcome.Excluded)]
    [InlineData("SiteCache:MaximumBodySize", "3", PageCacheOutcome.TooLarge)]
    public async Task What_is_not_to_be_stored_is_not_from_then_on(string name, string value, PageCacheOutcome outcome)
    {
        await using var site = await StartAsync();
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));

        Change(site, (name, value));

        Assert.Equal(outcome, await site.OutcomeOfAsync("/other"));
    }

    [Fact]
    public async Task Other_statuses_may_be_stored_from_then_on()
    {
        await using var site = await StartAsync();
        Assert.Equal(PageCacheOutcome.StatusCode, await site.OutcomeOfAsync("/missing/1"));

        Change(site, ("SiteCache:CacheableStatusCodes", "404"));

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/missing/2"));
    }

    [Fact]
    public async Task Pages_go_without_a_tag_and_tell_what_became_of_them_from_then_on()
    {
        await using var site = await StartAsync();
        // The answer that makes a page has gone out when its tag is known.
        await site.GetAsync("/");
        using var before = await site.SendAsync("/");

        Change(site, ("SiteCache:ETag", "false"), ("SiteCache:CacheStatus", "true"));

        await site.GetAsync("/other");
        using var after = await site.SendAsync("/other");
        Assert.NotNull(before.Headers.ETag);
        Assert.Null(after.Headers.ETag);
        Assert.False(before.Headers.Contains("Cache-Status"));
        Assert.True(after.Headers.Contains("Cache-Status"));
    }

    [Fact]
    public async Task Requests_are_listened_to_from_then_on()
    {
        await using var site = await StartAsync();
        Assert.Equal("page 1", await site.GetAsync("/"));
        Assert.Equal("page 1", await site.GetAsync("/", ("Cache-Control", "no-cache")));

        Change(site, ("SiteCache:HonourRequestDirectives", "true"));

        Assert.Equal("page 2", await site.GetAsync("/", ("Cache-Control", "no-cache")));
    }

    [Fact]
    public async Task Stale_pages_are_served_from_then_on_when_making_them_anew_fails()
    {
        await using var site = await StartAsync(("SiteCache:Seconds", "10"));

        Change(site, ("SiteCache:StaleIfError", "60"), ("SiteCache:StaleWhileRevalidate", "30"));

        Assert.Equal("page 1", await site.GetAsync("/once"));
        site.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal("page 1", await site.GetAsync("/once"));
        Assert.Equal(
            "The configuration has changed: SiteCache:StaleWhileRevalidate is 30 (was 0); SiteCache:StaleIfError is 60 (was 0).", Assert.Single(Told(site, 1110)));
    }

    [Fact]
    public async Task What_code_says_wins_again()
    {
        await using var site = await TestSite.StartAsync(
            static app => app.MapGet("/", static () => "page"), new() { Options = static options => options.ClientTimeout = TimeSpan.FromSeconds(3) });

        Change(site, ("SiteCache:ClientSeconds", "5"), ("SiteCache:Seconds", "60"));

        Assert.Equal("max-age=3", await LifetimeAsync(site, "/"));
        Assert.Equal("The configuration has changed: SiteCache:Seconds is 60 (was 600).", Assert.Single(Told(site, 1110)));
    }

    [Fact]
    public async Task The_halves_of_a_pair_go_by_the_same_settings()
    {
        TestSite? running = null;
        await using var site = running = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                app.UseUpdateCache();
                app.Use((context, next) =>
                {
                    Change(running!, ("SiteCache:Exclude", "/"), ("SiteCache:MaximumBodySize", "1"));
                    return next(context);
                });
                app.UseFetchFromCache();
                app.Run(static context => context.Response.WriteAsync("page"));
            },
        });

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.Excluded, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public async Task A_request_never_sees_half_of_a_change()
    {
        await using var site = await StartAsync(("SiteCache:Seconds", "1"), ("SiteCache:ClientSeconds", "1"));
        var policies = site.Services.GetRequiredService<CurrentPolicies>();
        var endpoint = site.Services.GetRequiredService<EndpointDataSource>().Endpoints[0];

        var changing = Task.Run(() =>
        {
            for (var seconds = 2; seconds <= 300; seconds++)
                Change(site, ("SiteCache:Seconds", $"{seconds}"), ("SiteCache:ClientSeconds", $"{seconds}"));
        }, TestContext.Current.CancellationToken);
        do
        {
            foreach (var policy in new[] { policies.Now.For(null, siteWide: true), policies.Now.For(endpoint, siteWide: true) })
            {
                Assert.Equal((int)policy.DefaultTimeout.TotalSeconds, policy.ClientSeconds);
                Assert.Equal(policy.DefaultTimeout, policy.Site.Timeout);
            }
        }
        while (!changing.IsCompleted);

        await changing;
        Assert.Equal(300, policies.Now.For(endpoint, siteWide: true).ClientSeconds);
    }

    [Fact]
    public async Task Another_source_of_options_may_say_that_they_have_changed_until_the_site_is_closed()
    {
        var seconds = 60;
        var source = new RaisedSource<SiteCacheOptions>();
        var site = await TestSite.StartAsync(
            static app => app.MapGet("/", static () => "page"),
            new()
            {
                Options = options => options.Timeout = TimeSpan.FromSeconds(seconds),
                Services = services => services.AddSingleton<IOptionsChangeTokenSource<SiteCacheOptions>>(source),
            });
        await using (site)
        {
            seconds = 30;
            source.Raise();

            Assert.Equal("max-age=30", await LifetimeAsync(site, "/"));
            Assert.Equal(1, source.Listeners);
        }

        Assert.Equal(0, source.Listeners);
    }

    [Fact]
    public void Every_setting_either_changes_or_does_not_and_all_can_be_set_in_code()
    {
        string[] methods = [nameof(SiteCacheOptions.VaryBy), nameof(SiteCacheOptions.TimeZone)];
        var properties = typeof(SiteCacheOptions).GetProperties().Where(static property => property.SetMethod is { IsPublic: true })
            .Select(static property => property.Name switch { "Timeout" => "Seconds", "ClientTimeout" => "ClientSeconds", var name => name })
            .Except(methods).Order(StringComparer.Ordinal);

        Assert.Equal(properties, SiteCacheOptionSettings.Live.Concat(SiteCacheOptionSettings.Fixed).Select(static setting => setting.Name).Order(StringComparer.Ordinal));
        Assert.Equal(properties, ConfigureSiteCacheOptions.Names.Order(StringComparer.Ordinal));
    }

    private static Task<TestSite> StartAsync(params (string Name, string Value)[] configuration)
    {
        var page = 0;
        return TestSite.StartAsync(
            app =>
            {
                app.MapGet("/", () => $"page {++page}");
                app.MapGet("/other", () => $"page {++page}");
                app.MapGet("/once", () => ++page == 1 ? Results.Text("page 1") : Results.StatusCode(500));
                app.MapGet("/asked/{number}", () => $"page {++page}").CachePage(900);
                app.MapGet("/missing/{number}", static (HttpContext context) =>
                {
                    context.Response.StatusCode = 404;
                    context.Response.Headers.CacheControl = "max-age=60";
                    return "no such page";
                });
            },
            new() { Configuration = configuration.ToDictionary(static pair => pair.Name, static pair => (string?)pair.Value) });
    }

    private static void Change(TestSite site, params (string Name, string? Value)[] settings)
    {
        var configuration = site.Services.GetRequiredService<IConfiguration>();
        foreach (var (name, value) in settings)
            configuration[name] = value;
        ((IConfigurationRoot)configuration).Reload();
    }

    private static async Task<string?> LifetimeAsync(TestSite site, string path)
    {
        using var response = await site.SendAsync(path);
        return response.Headers.CacheControl?.ToString();
    }

    private static List<string> Told(TestSite site, params int[] ids) =>
        [.. site.Log.GetSnapshot().Where(record => ids.Contains(record.Id.Id)).Select(static record => record.Message)];
}
