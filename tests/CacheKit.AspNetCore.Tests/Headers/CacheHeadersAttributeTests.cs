using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.DataProtection;

namespace CacheKit.AspNetCore.Tests.Headers;

/// <summary>What attributes say of the responses of controllers and Razor Pages, with and without the page cache.</summary>
public sealed class CacheHeadersAttributeTests
{
    private const string Never = "max-age=0, no-cache, no-store, must-revalidate, private";

    [Fact]
    public async Task Attributes_work_on_controllers_without_anything_else()
    {
        await using var site = await StartAsync(withPages: false);

        var inherited = await RawClient.SendAsync(site.Address, "GET /tray/inherited HTTP/1.1");
        var own = await RawClient.SendAsync(site.Address, "GET /tray/own HTTP/1.1");
        var never = await RawClient.SendAsync(site.Address, "GET /tray/never HTTP/1.1");

        Assert.Equal(("max-age=60, public", "X-Outer"), (inherited.Header("Cache-Control"), inherited.Header("Vary")));
        Assert.Equal(("max-age=30, private", "X-Outer, X-Inner, Cookie"), (own.Header("Cache-Control"), own.Header("Vary")));
        Assert.Equal((Never, "Mon, 04 May 2026 03:02:01 GMT"), (never.Header("Cache-Control"), never.Header("Expires")));
    }

    [Theory]
    [InlineData("/tray/never")]
    [InlineData("/tray/direct")]
    [InlineData("/Headers/Pages/Never")]
    public async Task A_page_that_is_never_cached_is_not_cached_here_either(string path)
    {
        await using var site = await StartAsync(static app => app.UseSiteCache());

        var first = await RawClient.SendAsync(site.Address, $"GET {path} HTTP/1.1");
        Assert.Equal(PageCacheOutcome.CacheControl, await site.OutcomeAsync());
        var second = await RawClient.SendAsync(site.Address, $"GET {path} HTTP/1.1");

        Assert.Equal(Never, first.Header("Cache-Control"));
        Assert.NotEqual(first.Text, second.Text);
    }

    [Fact]
    public async Task What_the_action_says_itself_is_patched()
    {
        await using var site = await StartAsync(static app => app.UseSiteCache());

        var answer = await RawClient.SendAsync(site.Address, "GET /tray/shorter HTTP/1.1");

        Assert.Equal("public, max-age=5", answer.Header("Cache-Control"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        site.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/tray/shorter"));
    }

    [Fact]
    public async Task The_headers_that_a_page_varies_on_are_learnt()
    {
        await using var site = await StartAsync(static app => app.UseSiteCache());

        Assert.Equal("page 1", await site.GetAsync("/tray/inherited", ("X-Outer", "a")));
        Assert.Equal("page 2", await site.GetAsync("/tray/inherited", ("X-Outer", "b")));
        Assert.Equal("page 1", await site.GetAsync("/tray/inherited", ("X-Outer", "a"), ("X-Inner", "c")));
    }

    [Fact]
    public async Task An_error_says_nothing_of_the_page_that_failed()
    {
        await using var site = await StartAsync(static app => app.UseExceptionHandler(static errors => errors.Run(static context => context.Response.WriteAsync("sorry"))), withPages: false);

        var answer = await RawClient.SendAsync(site.Address, "GET /tray/fails HTTP/1.1");

        Assert.Equal("HTTP/1.1 500 Internal Server Error", answer.StatusLine);
        Assert.Equal("no-cache,no-store", answer.Header("Cache-Control"));
        Assert.Null(answer.Header("Vary"));
    }

    private static Task<TestSite> StartAsync(Action<WebApplication>? middleware = null, bool withPages = true) => TestSite.StartAsync(new SiteSetup
    {
        WithPages = withPages,
        // Another controller of this assembly names it.
        Configuration = new() { ["Caches:default:Backend"] = "locmem", ["Caches:special:Backend"] = "locmem" },
        Services = static services =>
        {
            services.AddSingleton<Counted>();
            services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
            services.AddMvc().AddRazorPagesOptions(static options => options.RootDirectory = "/");
        },
        Pipeline = app =>
        {
            app.UseRouting();
            middleware?.Invoke(app);
            app.MapControllers();
            app.MapRazorPages();
        },
    });
}
