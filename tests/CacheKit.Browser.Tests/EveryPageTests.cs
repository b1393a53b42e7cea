using Microsoft.Playwright;

namespace CacheKit.Browser.Tests;

public sealed class EveryPageTests(BrowserSession browser)
{
    /// <summary>A page of each kind that the sample has, and the name of its picture.</summary>
    public static TheoryData<string, string> Pages { get; } = new()
    {
        { "/", "territories" },
        { "/?q=land", "search" },
        { "/territory/CH", "territory" },
        { "/territory/US", "territory-of-many-zones" },
        { "/territory/AQ", "territory-of-few-facts" },
        { "/territory/CH/guestbook", "guestbook" },
        { "/territory/CH/guestbook/sign", "guestbook-form" },
        { "/rankings/population", "ranking" },
        { "/rankings/continents", "ranking-of-continents" },
        { "/languages", "languages" },
        { "/languages/ar", "language" },
        { "/about", "about" },
        { "/sign-in", "sign-in" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_opens_without_a_complaint(string path, string name)
    {
        await using var visit = await browser.BeginVisitAsync();

        await visit.OpenAsync(path);
        await visit.KeepScreenshotAsync(name);

        Assert.Empty(visit.Complaints);
        await Assertions.Expect(visit.Page.Locator("h1")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("/", "territories")]
    [InlineData("/territory/US", "territory-of-many-zones")]
    [InlineData("/territory/CH/guestbook/sign", "guestbook-form")]
    [InlineData("/rankings/population", "ranking")]
    [InlineData("/languages", "languages")]
    [InlineData("/sign-in", "sign-in")]
    public async Task A_page_fits_a_telephone(string path, string name)
    {
        await using var visit = await browser.BeginVisitAsync(options => options.ViewportSize = new() { Width = 360, Height = 740 });

        await visit.OpenAsync(path);
        await visit.KeepScreenshotAsync(name + "-on-a-telephone", whole: false);

        Assert.Equal(360, await ReadWidthAsync(visit));
    }

    [Theory]
    [InlineData("ar")]
    [InlineData("de")]
    public async Task A_page_fits_a_telephone_in_other_languages_too(string language)
    {
        await using var visit = await browser.BeginVisitAsync(options =>
        {
            options.ViewportSize = new() { Width = 320, Height = 640 };
            options.Locale = language;
        });

        foreach (var path in (string[])["/", "/territory/HK", "/rankings/population", "/languages/ar", "/about", "/territory/CH/guestbook/sign"])
        {
            await visit.OpenAsync(path);
            await visit.KeepScreenshotAsync($"on-a-telephone-{language}{path.Replace('/', '-')}", whole: false);
            Assert.Equal((path, 320), (path, await ReadWidthAsync(visit)));
        }
    }

    [Theory]
    [InlineData("/", "territories-in-the-dark")]
    [InlineData("/territory/BR", "territory-in-the-dark")]
    [InlineData("/rankings/population", "ranking-in-the-dark")]
    public async Task A_page_is_dark_where_the_visitor_s_system_is(string path, string name)
    {
        await using var visit = await browser.BeginVisitAsync(options => options.ColorScheme = ColorScheme.Dark);

        await visit.OpenAsync(path);
        await visit.KeepScreenshotAsync(name);

        // Painted on a canvas, whatever the notation of the style.
        var brightness = await visit.Page.EvaluateAsync<int>(
            """
            () => {
              const pencil = document.createElement('canvas').getContext('2d');
              pencil.fillStyle = getComputedStyle(document.body).backgroundColor;
              pencil.fillRect(0, 0, 1, 1);
              return Math.max(...pencil.getImageData(0, 0, 1, 1).data.slice(0, 3));
            }
            """);
        Assert.InRange(brightness, 0, 64);
    }

    [Fact]
    public async Task A_page_that_is_not_there_says_so()
    {
        await using var visit = await browser.BeginVisitAsync();

        var response = await visit.Page.GotoAsync("/nowhere");
        await visit.KeepScreenshotAsync("not-found");

        Assert.Equal(404, response!.Status);
        await Assertions.Expect(visit.Page.Locator("h1")).ToHaveTextAsync("There is no such page.");
    }

    private static Task<int> ReadWidthAsync(Visit visit) =>
        visit.Page.EvaluateAsync<int>("() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)");
}
