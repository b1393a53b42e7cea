using Microsoft.Playwright;

namespace CacheKit.Browser.Tests;

public sealed class WithoutScriptTests(BrowserSession browser)
{
    [Fact]
    public async Task The_footer_says_when_the_page_was_made()
    {
        await using var visit = await BeginVisitAsync();

        await visit.OpenAsync("/about");

        await Assertions.Expect(visit.Page.Locator(".made")).ToContainTextAsync("This page was made on");
        await Assertions.Expect(visit.Page.Locator(".made time")).ToContainTextAsync("UTC");
    }

    [Fact]
    public async Task A_search_is_answered_by_the_server()
    {
        await using var visit = await BeginVisitAsync();
        await visit.OpenAsync("/");

        await visit.Page.Locator("#q").FillAsync("switz");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();

        Assert.EndsWith("/?q=switz", visit.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(visit.Page.Locator(".territory .name")).ToHaveTextAsync("Switzerland");
    }

    [Fact]
    public async Task A_whole_visit_works()
    {
        await using var visit = await BeginVisitAsync();
        var page = visit.Page;
        await visit.OpenAsync("/territory/SE");

        await visit.SignInAsync("Linnaeus");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign the guestbook" }).ClickAsync();
        await page.GetByLabel("Your words").FillAsync("Hej");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".entries blockquote")).ToHaveTextAsync("Hej");
        await visit.KeepScreenshotAsync("territory-without-script");
        await page.Locator(".menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Deutsch" }).First.ClickAsync();

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Schweden");
        await Assertions.Expect(page.Locator(".account")).ToHaveTextAsync("Linnaeus");
    }

    [Fact]
    public async Task A_territory_s_zones_are_named()
    {
        await using var visit = await BeginVisitAsync();

        await visit.OpenAsync("/territory/CD");

        await Assertions.Expect(visit.Page.Locator("[data-zone] .city")).ToHaveTextAsync(["Kinshasa", "Lubumbashi"]);
    }

    private Task<Visit> BeginVisitAsync() => browser.BeginVisitAsync(options => options.JavaScriptEnabled = false);
}
