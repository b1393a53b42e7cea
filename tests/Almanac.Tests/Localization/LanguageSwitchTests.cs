using System.Net;

namespace Almanac.Tests.Localization;

public sealed class LanguageSwitchTests(AlmanacSite site)
{
    [Theory]
    [InlineData("ar", "rtl")]
    [InlineData("ja", "ltr")]
    public async Task The_choice_is_kept(string language, string direction)
    {
        using var visitor = site.Welcome("en");

        var answer = await visitor.OpenAsync($"/culture?to={language}&return=/territory/CH");
        var page = await visitor.OpenAsync(answer.Header("Location")!);
        var another = await visitor.OpenAsync("/about");

        Assert.Equal((HttpStatusCode.Redirect, "/territory/CH"), (answer.Status, answer.Header("Location")));
        Assert.Equal((language, direction), (page.Language, page.Direction));
        Assert.Equal(language, another.Language);
    }

    [Fact]
    public async Task The_choice_is_the_visitor_s_own()
    {
        using var visitor = site.Welcome("en");
        using var other = site.Welcome("en");

        await visitor.OpenAsync("/culture?to=ru&return=/");

        Assert.Equal("ru", (await visitor.OpenAsync("/")).Language);
        Assert.Equal("en", (await other.OpenAsync("/")).Language);
    }

    [Fact]
    public async Task The_cookie_is_for_the_server_alone()
    {
        using var visitor = site.Welcome("en");

        var answer = await visitor.OpenAsync("/culture?to=de&return=/");

        var cookie = answer.Header("Set-Cookie");
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\r\nLocation: https://evil.example")]
    [InlineData(" //evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("territory/CH")]
    [InlineData("")]
    public async Task The_way_back_never_leaves_the_site(string target)
    {
        using var visitor = site.Welcome("en");

        var answer = await visitor.OpenAsync("/culture?to=de&return=" + Uri.EscapeDataString(target));

        Assert.Equal((HttpStatusCode.Redirect, "/"), (answer.Status, answer.Header("Location")));
    }

    [Fact]
    public async Task Without_a_way_back_it_leads_to_the_front_page()
    {
        using var visitor = site.Welcome("en");

        var answer = await visitor.OpenAsync("/culture?to=de");

        Assert.Equal("/", answer.Header("Location"));
    }

    [Theory]
    [InlineData("xx")]
    [InlineData("EN")]
    [InlineData("de|uic=fr")]
    [InlineData("")]
    public async Task A_language_that_is_not_offered_is_not_found(string language)
    {
        using var visitor = site.Welcome("en");

        var answer = await visitor.OpenAsync($"/culture?to={Uri.EscapeDataString(language)}&return=/");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Null(answer.Header("Set-Cookie"));
    }

    [Theory]
    [InlineData("de-CH, fr;q=0.9", "de")]
    [InlineData("fr;q=0.5, ja;q=0.9", "ja")]
    [InlineData("tlh, es;q=0.1", "es")]
    [InlineData("tlh", "en")]
    [InlineData("*", "en")]
    [InlineData(";;;=,,q", "en")]
    public async Task Without_a_choice_the_browser_s_wish_decides(string accepted, string language)
    {
        using var visitor = site.Welcome(accepted);

        var page = await visitor.OpenAsync("/");

        Assert.Equal(language, page.Language);
    }

    [Fact]
    public async Task The_choice_outweighs_the_browser_s_wish()
    {
        using var visitor = site.Welcome("fr");
        await visitor.OpenAsync("/culture?to=zh&return=/");

        var page = await visitor.OpenAsync("/");

        Assert.Equal("zh", page.Language);
    }

    [Fact]
    public async Task A_cookie_with_nonsense_counts_for_nothing()
    {
        using var visitor = site.Welcome("fr");
        visitor.Cookies.Add(visitor.Home, new Cookie(".AspNetCore.Culture", "c%3Dxx%7Cuic%3D..%2F..%2Fetc"));

        var page = await visitor.OpenAsync("/");

        Assert.Equal((HttpStatusCode.OK, "fr"), (page.Status, page.Language));
    }

    [Theory]
    [InlineData("/territory/CH")]
    [InlineData("/?q=%26a%3Db%20%2F%2F")]
    public async Task The_menu_leads_back_to_the_page_it_stands_on(string path)
    {
        using var visitor = site.Welcome("en");
        var page = await visitor.OpenAsync(path);
        var german = Assert.Single(page.AttributesOf(".menu a[lang=de]", "href"));

        var answer = await visitor.OpenAsync(german);

        Assert.Equal(path, answer.Header("Location"));
    }
}
