using Microsoft.Playwright;

namespace CacheKit.Browser.Tests;

public sealed class SearchTests(BrowserSession browser)
{
    [Fact]
    public async Task The_list_narrows_while_the_visitor_types()
    {
        await using var visit = await browser.BeginVisitAsync();
        await visit.OpenAsync("/");

        await visit.Page.Locator("#q").PressSequentiallyAsync("curacao");

        await Assertions.Expect(visit.Page.Locator(".territory:visible")).ToHaveCountAsync(1);
        await Assertions.Expect(visit.Page.Locator(".territory:visible .name")).ToHaveTextAsync("Curaçao");
        await Assertions.Expect(visit.Page.Locator(".continent:visible")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Enter_opens_what_was_found()
    {
        await using var visit = await browser.BeginVisitAsync();
        await visit.OpenAsync("/");

        await visit.Page.Locator("#q").FillAsync("jp");
        await visit.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Japan");
    }

    [Fact]
    public async Task Words_that_fit_nothing_say_so()
    {
        await using var visit = await browser.BeginVisitAsync();
        await visit.OpenAsync("/languages");

        await visit.Page.Locator("#q").FillAsync("klingonese");

        await Assertions.Expect(visit.Page.Locator("[data-nothing]")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator(".language:visible")).ToHaveCountAsync(0);
    }
}
