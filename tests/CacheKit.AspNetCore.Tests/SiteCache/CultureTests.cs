using System.Globalization;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Localization;

namespace CacheKit.AspNetCore.Tests.SiteCache;

public sealed class CultureTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Each_culture_has_its_own_page(bool onBytes)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onBytes);

        Assert.Equal("de 1", await site.GetAsync("/", ("Accept-Language", "de-CH, de;q=0.5")));
        Assert.Equal("en 2", await site.GetAsync("/"));
        Assert.Equal("de 1", await site.GetAsync("/", ("Accept-Language", "de")));
        Assert.Equal("de 1", await site.GetAsync("/", ("Cookie", CookieOf("de"))));
        Assert.Equal(2, made.Count);
    }

    [Fact]
    public async Task Numbers_and_texts_may_be_of_different_cultures()
    {
        await using var site = await StartAsync(new Counted(), onBytes: false, static () => 1.5.ToString(CultureInfo.CurrentCulture));

        Assert.Equal("1,5", await site.GetAsync("/?culture=de&ui-culture=en"));
        Assert.Equal("1.5", await site.GetAsync("/", ("Cookie", $"{CookieRequestCultureProvider.DefaultCookieName}=c=en|uic=de")));
        Assert.Equal("1,5", await site.GetAsync("/", ("Cookie", $"{CookieRequestCultureProvider.DefaultCookieName}=c=de|uic=de")));
    }

    [Fact]
    public async Task Accept_Language_in_Vary_is_not_counted_twice()
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onBytes: false, vary: "Accept-Language");

        Assert.Equal("de 1", await site.GetAsync("/", ("Accept-Language", "de")));
        Assert.Equal("de 1", await site.GetAsync("/", ("Accept-Language", "de;q=0.9")));
    }

    [Theory]
    [InlineData("header", "Accept-Language, Cookie")]
    [InlineData("nothing", "Accept-Language, Cookie")]
    [InlineData("cookie", "Cookie")]
    [InlineData("query", null)]
    public async Task Clients_are_told_what_the_culture_came_from(string source, string? vary)
    {
        await using var site = await StartAsync(new Counted(), onBytes: false);

        using var response = source switch
        {
            "header" => await site.SendAsync("/", ("Accept-Language", "de")),
            "cookie" => await site.SendAsync("/", ("Cookie", CookieOf("de"))),
            "query" => await site.SendAsync("/?culture=de"),
            _ => await site.SendAsync("/"),
        };

        Assert.Equal(vary, response.Headers.Vary.Count == 0 ? null : string.Join(", ", response.Headers.Vary));
    }

    [Fact]
    public async Task Localization_behind_the_page_cache_is_told_of_once_and_nothing_is_stored()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = static app =>
            {
                app.UseSiteCache();
                app.UseRequestLocalization("en", "de");
                app.MapGet("/", static () => "page");
            },
        });

        Assert.Equal(PageCacheOutcome.MiddlewareOrder, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.MiddlewareOrder, await site.OutcomeOfAsync("/"));
        Assert.Contains("UseRequestLocalization", Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2002).Message, StringComparison.Ordinal);
    }

    private static string CookieOf(string culture) => $"{CookieRequestCultureProvider.DefaultCookieName}=c={culture}|uic={culture}";

    private static Task<TestSite> StartAsync(Counted made, bool onBytes, Func<string>? page = null, string? vary = null) => TestSite.StartAsync(new SiteSetup
    {
        OnBytes = onBytes,
        Pipeline = app =>
        {
            app.UseRequestLocalization("en", "de");
            app.UseSiteCache();
            app.MapGet("/", (HttpResponse response) =>
            {
                response.Headers.Vary = vary;
                return page?.Invoke() ?? made.Page(CultureInfo.CurrentUICulture.Name);
            });
        },
    });
}
