using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.Conformance.Bytes;
using Microsoft.AspNetCore.DataProtection;

namespace CacheKit.AspNetCore.Tests.CachePage;

public sealed class CachePageAttributeTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_controllers_pages_are_cached_with_and_without_middleware(bool siteCache)
    {
        await using var site = await StartAsync(siteCache ? static app => app.UseSiteCache() : null);

        Assert.Equal("page 1", await site.GetAsync("/clock/inherited"));
        Assert.Equal("page 1", await site.GetAsync("/clock/inherited"));
    }

    [Fact]
    public async Task The_attribute_of_an_action_stands_for_that_of_its_controller()
    {
        await using var site = await StartAsync();
        await site.GetAsync("/clock/inherited");
        await site.GetAsync("/clock/own");

        site.Time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal("page 1", await site.GetAsync("/clock/inherited"));
        Assert.Equal("page 3", await site.GetAsync("/clock/own"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Zero_leaves_a_page_alone_its_headers_too(bool siteCache)
    {
        await using var site = await StartAsync(siteCache ? static app => app.UseSiteCache() : null);

        using var response = await site.SendAsync("/clock/off");

        Assert.Equal(PageCacheOutcome.Excluded, await site.OutcomeAsync());
        Assert.Null(response.Headers.CacheControl);
        Assert.Null(response.Content.Headers.Expires);
        Assert.Equal("page 2", await site.GetAsync("/clock/off"));
    }

    [Fact]
    public async Task ClientSeconds_zero_makes_the_client_ask_each_time_and_we_answer_from_the_cache()
    {
        await using var site = await StartAsync();

        using var first = await site.SendAsync("/clock/client");
        using var second = await site.SendAsync("/clock/client");

        Assert.Equal("max-age=0, must-revalidate", Assert.Single(first.Headers.NonValidated["Cache-Control"]));
        Assert.Equal("max-age=0, must-revalidate", Assert.Single(second.Headers.NonValidated["Cache-Control"]));
        Assert.Equal(first.Headers.Date, first.Content.Headers.Expires);
        Assert.NotNull(second.Headers.Age);
    }

    [Theory]
    [InlineData("/clock/fresh/0")]
    [InlineData("/clock/fresh/5")]
    public async Task Its_timeout_replaces_what_the_page_says_of_its_freshness_for_us_not_for_clients(string path)
    {
        await using var site = await StartAsync();

        using var first = await site.SendAsync(path);
        site.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal("page 1", await site.GetAsync(path));
        site.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("page 2", await site.GetAsync(path));
        Assert.Equal($"max-age={path[^1]}", Assert.Single(first.Headers.NonValidated["Cache-Control"]));
    }

    [Fact]
    public async Task What_forbids_storing_still_does()
    {
        await using var site = await StartAsync();
        Assert.Equal(PageCacheOutcome.CacheControl, await site.OutcomeOfAsync("/clock/forbidden"));
    }

    [Fact]
    public async Task Its_cache_and_key_prefix_are_used()
    {
        await using var site = await StartAsync();

        await site.GetAsync("/clock/special");
        Assert.Equal("page 1", await site.GetAsync("/clock/special"));

        var special = site.Services.GetRequiredService<BytesBackend>();
        Assert.Contains(special.Store.FinalKeys, static key => key.Contains("page:#", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failing_action_is_not_stored_and_its_exception_comes_through()
    {
        await using var site = await StartAsync();

        using (var failed = await site.SendAsync("/clock/fails"))
            Assert.Equal(500, (int)failed.StatusCode);
        Assert.Equal(PageCacheOutcome.Incomplete, await site.OutcomeAsync());
        Assert.Equal("page", await site.GetAsync("/clock/fails"));
    }

    [Fact]
    public async Task A_POST_to_an_action_removes_pages_without_any_middleware()
    {
        await using var site = await StartAsync();
        await site.GetAsync("/clock/inherited");

        using (await site.SendAsync(HttpMethod.Post, "/clock/inherited"))
        {
        }

        Assert.Equal("page 2", await site.GetAsync("/clock/inherited"));
    }

    [Fact]
    public async Task A_Razor_Page_is_cached_by_its_attribute_and_no_other()
    {
        await using var site = await StartAsync();

        Assert.Equal("page 1", (await site.GetAsync("/cached")).Trim());
        Assert.Equal("page 1", (await site.GetAsync("/cached")).Trim());
        Assert.Equal("page 2", (await site.GetAsync("/plain")).Trim());
        Assert.Equal("page 3", (await site.GetAsync("/plain")).Trim());
    }

    [Fact]
    public async Task MapRazorPages_can_cache_all_pages()
    {
        await using var site = await StartAsync(map: static app => app.MapRazorPages().CachePage(60));

        Assert.Equal("page 1", (await site.GetAsync("/plain")).Trim());
        Assert.Equal("page 1", (await site.GetAsync("/plain")).Trim());
    }

    [Fact]
    public async Task MapControllers_can_cache_all_actions_and_the_nearest_attribute_wins()
    {
        await using var site = await StartAsync(map: static app => app.MapControllers().CachePage(300));
        Assert.Equal("page 1", await site.GetAsync("/plain"));
        Assert.Equal("page 2", await site.GetAsync("/clock/own"));

        site.Time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal("page 1", await site.GetAsync("/plain"));
        Assert.Equal("page 3", await site.GetAsync("/clock/own"));
    }

    [Fact]
    public async Task A_conventional_route_can_be_cached_each_URL_by_itself()
    {
        await using var site = await StartAsync(map: static app =>
            app.MapControllerRoute("foo", "foo/{code:int}", new { controller = "Plain", action = "Conventional" }).CachePage(900));

        Assert.Equal("1 1", await site.GetAsync("/foo/1"));
        Assert.Equal("2 2", await site.GetAsync("/foo/2"));
        Assert.Equal("1 1", await site.GetAsync("/foo/1"));
    }

    [Fact]
    public async Task Site_cache_attribute_and_call_together_act_once()
    {
        await using var site = await StartAsync(static app => app.UseSiteCache().UsePageCache(), map: static app => app.MapControllers().CachePage(60));

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/clock/inherited"));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/clock/inherited"));
    }

    [Fact]
    public async Task Without_AddPages_it_says_what_is_missing()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            WithPages = false,
            Services = AddMvc,
            Pipeline = static app =>
            {
                app.Use(static async (context, next) =>
                {
                    try
                    {
                        await next(context);
                    }
                    catch (InvalidOperationException exception)
                    {
                        await context.Response.WriteAsync(exception.Message);
                    }
                });
                app.MapControllers();
            },
        });

        Assert.Contains("AddPages()", await site.GetAsync("/clock/inherited"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_timeout_that_is_none_is_refused(double seconds) =>
        Assert.ThrowsAny<ArgumentException>(() => new CachePageAttribute(seconds));

    private static Task<TestSite> StartAsync(Action<WebApplication>? use = null, Action<WebApplication>? map = null) => TestSite.StartAsync(new SiteSetup
    {
        Services = services =>
        {
            AddMvc(services);
            var special = new BytesBackend(new BytesStore(TimeProvider.System));
            services.AddSingleton(special).AddCacheKit().AddBackend("special", special).Configure("special", static options => options.Backend = "special");
        },
        Pipeline = app =>
        {
            use?.Invoke(app);
            if (map is null)
            {
                app.MapControllers();
                app.MapRazorPages();
            }
            else
            {
                map(app);
            }
        },
    });

    private static void AddMvc(IServiceCollection services)
    {
        services.AddSingleton<Counted>();
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddControllersWithViews().AddApplicationPart(typeof(ClockController).Assembly);
        services.AddRazorPages(static options => options.RootDirectory = "/CachePage/Pages");
    }
}
