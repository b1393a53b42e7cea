using System.Net;
using Microsoft.Extensions.Logging;

namespace Almanac.Tests.Serving;

public sealed class EveryPageTests(AlmanacSite site)
{
    private static readonly string[] _paths =
    [
        "/",
        "/?q=land",
        "/territory/CH",
        "/territory/AQ",
        "/territory/CH/guestbook",
        "/territory/CH/guestbook/sign",
        "/rankings/population",
        "/rankings/economy",
        "/rankings/wealth",
        "/rankings/languages",
        "/rankings/diversity",
        "/rankings/currencies",
        "/rankings/continents",
        "/languages",
        "/languages/ar",
        "/about",
        "/sign-in",
    ];

    public static TheoryData<string, string> PagesInLanguages =>
        [.. from path in _paths from language in SiteLanguages.All select (path, language)];

    public static TheoryData<string> Pages => [.. _paths];

    [Theory]
    [MemberData(nameof(PagesInLanguages))]
    public async Task A_page_comes_in_the_language_asked_for(string path, string language)
    {
        using var visitor = site.Welcome(language);

        var page = await visitor.OpenAsync(path);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("text/html; charset=utf-8", page.Header("Content-Type"));
        Assert.Equal((language, language == "ar" ? "rtl" : "ltr"), (page.Language, page.Direction));
        Assert.NotEqual("", page.TextOf("h1"));
        Assert.NotEqual("", page.TextOf("head > title"));
    }

    [Theory]
    [InlineData("de")]
    [InlineData("es")]
    [InlineData("fr")]
    [InlineData("ru")]
    [InlineData("ar")]
    [InlineData("zh")]
    [InlineData("ja")]
    public async Task The_site_s_own_words_are_translated(string language)
    {
        using var english = site.Welcome("en");
        using var visitor = site.Welcome(language);

        var original = (await english.OpenAsync("/")).TextsOf(".masthead nav a, .figures dt, .search label");
        var translated = (await visitor.OpenAsync("/")).TextsOf(".masthead nav a, .figures dt, .search label");

        Assert.Equal(original.Count, translated.Count);
        // The word for territories or languages may be the same by chance, never most of them.
        Assert.InRange(original.Intersect(translated).Count(), 0, original.Count / 3);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_needs_nothing_that_its_own_policy_forbids(string path)
    {
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync(path);

        Assert.StartsWith("default-src 'none'; script-src 'self'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
        Assert.Empty(page.Document.QuerySelectorAll("style, script:not([src]), [style], [onclick], [onload], [onerror], [onsubmit]"));
        Assert.All(
            page.AttributesOf("script[src]", "src").Concat(page.AttributesOf("link[href]", "href")),
            address => Assert.Matches("^/[^/]", address));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_can_be_read_aloud(string path)
    {
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync(path);

        Assert.Single(page.Document.QuerySelectorAll("h1"));
        Assert.Single(page.Document.QuerySelectorAll("main"));
        var ids = page.AttributesOf("[id]", "id");
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(page.AttributesOf("input:not([type=hidden]), textarea", "id"), id => page.One($"label[for='{id}']"));
        Assert.Empty(page.Document.QuerySelectorAll("img:not([alt]), a:not([href]), button:empty"));
    }

    [Fact]
    public async Task Visiting_every_page_warns_of_nothing()
    {
        await using var ownSite = new AlmanacSite();
        await ownSite.InitializeAsync();
        using var visitor = ownSite.Welcome("en");

        foreach (var path in _paths.Append("/api/territories").Append("/api/territories/CH"))
            await visitor.OpenAsync(path);

        Assert.Empty(ownSite.Log.GetSnapshot()
            .Where(record => record.Level >= LogLevel.Warning)
            .Select(record => record.Message));
    }
}
