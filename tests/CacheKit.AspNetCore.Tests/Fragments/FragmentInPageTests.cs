using System.Security.Claims;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Fragments;

/// <summary>A page that is cached as a whole, with fragments in it that depend on the request.</summary>
public sealed class FragmentInPageTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_with_a_fragment_by_header_varies_by_that_header_for_us_and_for_others(bool enabled)
    {
        await using var site = await StartAsync();
        site.Services.GetRequiredService<Renderings>().Enabled = enabled;

        using var first = await site.SendAsync("/fragments/ByHeader", ("X-Kind", "a"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());

        Assert.Equal(["X-Kind"], first.Headers.Vary);
        Assert.Equal("rendering 2 for b", (await site.GetAsync("/fragments/ByHeader", ("X-Kind", "b"))).Trim());
        Assert.Equal("rendering 3 for", (await site.GetAsync("/fragments/ByHeader")).Trim());
        Assert.Equal("rendering 1 for a", (await site.GetAsync("/fragments/ByHeader", ("X-Kind", "a"))).Trim());
    }

    [Fact]
    public async Task So_does_a_page_whose_fragment_came_from_the_cache()
    {
        await using var site = await StartAsync();
        await site.GetAsync("/fragments/ByHeader", ("X-Kind", "a"));

        using var other = await site.SendAsync("/fragments/ByHeader?other", ("X-Kind", "a"));

        Assert.Equal("rendering 1 for a", (await other.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Trim());
        Assert.Equal(["X-Kind"], other.Headers.Vary);
        Assert.Equal("rendering 2 for b", (await site.GetAsync("/fragments/ByHeader?other", ("X-Kind", "b"))).Trim());
    }

    [Fact]
    public async Task A_page_with_a_fragment_by_cookie_varies_by_cookies()
    {
        await using var site = await StartAsync();

        using var first = await site.SendAsync("/fragments/ByCookie", ("Cookie", "theme=dark"));

        Assert.Equal(["Cookie"], first.Headers.Vary);
        Assert.Equal("rendering 2 for light", (await site.GetAsync("/fragments/ByCookie", ("Cookie", "theme=light"))).Trim());
        Assert.Equal("rendering 1 for dark", (await site.GetAsync("/fragments/ByCookie", ("Cookie", "theme=dark"))).Trim());
    }

    [Fact]
    public async Task A_page_that_has_begun_before_its_fragment_by_header_is_not_stored()
    {
        await using var site = await StartAsync();

        Assert.Equal(PageCacheOutcome.Vary, await site.OutcomeOfAsync("/fragments/LateHeader", ("X-Kind", "a")));
        Assert.Contains("rendering 2", await site.GetAsync("/fragments/LateHeader", ("X-Kind", "b")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unless_it_has_named_the_header_itself()
    {
        await using var site = await StartAsync(static context => context.Response.Headers.Vary = "x-kind");

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/fragments/LateHeader", ("X-Kind", "a")));
        Assert.Contains("rendering 2", await site.GetAsync("/fragments/LateHeader", ("X-Kind", "b")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_with_a_fragment_by_user_is_shared_by_visitors_who_are_not_signed_in()
    {
        await using var site = await StartAsync();

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/fragments/User"));
        Assert.Equal(PageCacheOutcome.Authenticated, await site.OutcomeOfAsync("/fragments/User", ("X-Test-User", "ada")));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/fragments/User"));
    }

    [Fact]
    public async Task A_page_with_the_fragment_of_a_signed_in_user_is_nobody_elses_though_the_user_is_gone_when_it_is_judged()
    {
        await using var site = await StartAsync(static context =>
        {
            SignIn(context, "1");
            context.Response.OnStarting(() =>
            {
                context.User = new ClaimsPrincipal();
                return Task.CompletedTask;
            });
        });

        Assert.Equal(PageCacheOutcome.Authenticated, await site.OutcomeOfAsync("/fragments/User"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/fragments/Plain"));
    }

    [Theory]
    [InlineData("1")]
    [InlineData(null)]
    public async Task Nor_is_one_that_is_meant_for_all_and_holds_any_fragment_by_user(string? id)
    {
        await using var site = await FragmentPageSite.StartAsync(siteCache: true, context => SignIn(context, id), static page => page.AllowAuthenticated = true);

        Assert.Equal(PageCacheOutcome.Authenticated, await site.OutcomeOfAsync("/fragments/User"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/fragments/Plain"));
    }

    private static void SignIn(HttpContext context, string? id)
    {
        if (id is not null)
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", id)], "test"));
    }

    private static Task<TestSite> StartAsync(Action<HttpContext>? before = null) => FragmentPageSite.StartAsync(siteCache: true, before);
}
