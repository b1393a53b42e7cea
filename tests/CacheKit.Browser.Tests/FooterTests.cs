using Microsoft.Playwright;

namespace CacheKit.Browser.Tests;

/// <summary>The footer is part of the cached page; its script tells what became of this very visit. Each test has a page of its own.</summary>
public sealed class FooterTests(BrowserSession browser)
{
    [Fact]
    public async Task It_tells_the_first_visitor_that_the_page_was_made_and_the_second_how_old_it_is()
    {
        await using var first = await browser.BeginVisitAsync();
        await using var second = await browser.BeginVisitAsync();

        await first.OpenAsync("/territory/KE");
        await second.OpenAsync("/territory/KE");
        await second.KeepScreenshotAsync("territory-out-of-the-cache");

        await Assertions.Expect(first.Page.Locator(".made .fresh")).ToHaveTextAsync("Made for you just now");
        await Assertions.Expect(first.Page.Locator(".made .hit")).ToHaveCountAsync(0);
        await Assertions.Expect(second.Page.Locator(".made .hit")).ToContainTextAsync("Out of the cache, made");
        await Assertions.Expect(second.Page.Locator(".made .fresh")).ToHaveCountAsync(0);
        Assert.Equal(
            await first.Page.Locator(".made time").GetAttributeAsync("datetime"),
            await second.Page.Locator(".made time").GetAttributeAsync("datetime"));
    }

    [Fact]
    public async Task Opening_a_page_again_counts_and_comes_out_of_the_cache()
    {
        await using var visit = await browser.BeginVisitAsync();
        await visit.OpenAsync("/territory/TZ");

        await visit.Page.ReloadAsync();
        await visit.OpenAsync("/territory/TZ");

        await Assertions.Expect(visit.Page.Locator(".made .hit")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator(".made .visits")).ToHaveTextAsync("Visits to this page since the site started: 3");
        await Assertions.Expect(visit.Page.Locator(".made .took")).ToContainTextAsync("ms");
    }

    [Fact]
    public async Task It_tells_why_a_page_is_not_cached()
    {
        await using var visit = await browser.BeginVisitAsync();
        var reason = visit.Page.Locator(".made .reason");

        await visit.OpenAsync("/territory/UG/guestbook/sign");
        await Assertions.Expect(reason).ToHaveTextAsync("Not cached: it holds a form");
        await visit.SignInAsync("Idi");
        await visit.OpenAsync("/territory/UG");
        await Assertions.Expect(reason).ToHaveTextAsync("Not cached: you are signed in");
        await visit.OpenAsync("/passport");
        await Assertions.Expect(reason).ToHaveTextAsync("Not cached: it is yours alone");
        await visit.KeepScreenshotAsync("passport-without-stamps");
    }

    [Theory]
    [InlineData("de", "Aus dem Cache")]
    [InlineData("ar", "الذاكرة المؤقتة")]
    public async Task It_speaks_the_language_of_the_page(string language, string words)
    {
        await using var visit = await browser.BeginVisitAsync(options => options.Locale = language);
        await visit.OpenAsync("/territory/RW");

        await visit.OpenAsync("/territory/RW");

        await Assertions.Expect(visit.Page.Locator(".made .hit")).ToContainTextAsync(words);
    }

    [Fact]
    public async Task It_fits_a_telephone()
    {
        await using var visit = await browser.BeginVisitAsync(options => options.ViewportSize = new() { Width = 320, Height = 640 });
        await visit.OpenAsync("/territory/BI");

        await visit.OpenAsync("/territory/BI");
        await visit.Page.Locator(".colophon").ScrollIntoViewIfNeededAsync();
        await visit.KeepScreenshotAsync("footer-on-a-telephone", whole: false);

        Assert.Equal(320, await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }
}
