using Microsoft.Playwright;

namespace CacheKit.Browser.Tests;

public sealed class LanguageTests(BrowserSession browser)
{
    [Fact]
    public async Task Switching_to_Arabic_turns_the_page_around()
    {
        await using var visit = await browser.BeginVisitAsync();
        await visit.OpenAsync("/territory/EG");
        var page = visit.Page;

        await page.Locator(".menu summary").ClickAsync();
        await visit.KeepScreenshotAsync("language-menu", whole: false);
        await page.GetByRole(AriaRole.Link, new() { Name = "العربية", Exact = true }).First.ClickAsync();

        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("dir", "rtl");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "ar");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("مصر");
        Assert.EndsWith("/territory/EG", page.Url, StringComparison.Ordinal);
        var brand = await page.Locator(".brand").BoundingBoxAsync();
        Assert.True(brand!.X > 640, "The brand should stand where the line begins, on the right.");
        await visit.KeepScreenshotAsync("territory-ar");
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task The_front_page_is_whole_in_every_language(string language)
    {
        await using var visit = await browser.BeginVisitAsync(options => options.Locale = language);

        await visit.OpenAsync("/");
        await visit.KeepScreenshotAsync($"territories-{language}", whole: false);

        await Assertions.Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("lang", language);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_choice_goes_with_the_visitor()
    {
        await using var visit = await browser.BeginVisitAsync();
        await using var other = await browser.BeginVisitAsync();
        await visit.OpenAsync("/culture?to=fr&return=/territory/FR");

        await visit.Page.Locator(".masthead nav a").Nth(2).ClickAsync();
        await other.OpenAsync("/languages");

        await Assertions.Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("lang", "fr");
        await Assertions.Expect(other.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
    }

    [Fact]
    public async Task The_menu_closes_by_keyboard_and_by_a_click_beside_it()
    {
        await using var visit = await browser.BeginVisitAsync();
        await visit.OpenAsync("/about");
        var menu = visit.Page.Locator(".menu");

        await visit.Page.Locator(".menu summary").ClickAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(menu).Not.ToHaveAttributeAsync("open", "");

        await visit.Page.Locator(".menu summary").ClickAsync();
        await visit.Page.Locator("h1").ClickAsync();
        await Assertions.Expect(menu).Not.ToHaveAttributeAsync("open", "");
    }

    public static TheoryData<string> Languages => [.. Almanac.Tests.SiteLanguages.All];
}
