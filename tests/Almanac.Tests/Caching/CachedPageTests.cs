using System.Net;

namespace Almanac.Tests.Caching;

public sealed class CachedPageTests(CachedSite site) : IClassFixture<CachedSite>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/?q=island")]
    [InlineData("/territory/CH")]
    [InlineData("/territory/CH/guestbook")]
    [InlineData("/rankings/population")]
    [InlineData("/languages")]
    [InlineData("/languages/de")]
    [InlineData("/about")]
    public async Task The_second_visitor_gets_the_page_of_the_first(string path)
    {
        using var first = site.Welcome("en");
        using var second = site.Welcome("en");

        var made = await first.OpenAsync(path);
        var cached = await second.OpenAsync(path);

        Assert.Equal(("miss", "hit"), (made.CacheOutcome, cached.CacheOutcome));
        Assert.Equal(made.Text, cached.Text);
        Assert.Null(made.Header("Age"));
        Assert.Equal("0", cached.Header("Age"));
    }

    [Theory]
    [InlineData("/api/territories")]
    [InlineData("/api/territories/CH")]
    public async Task The_second_program_gets_the_answer_of_the_first(string path)
    {
        using var first = site.Welcome("en");
        using var second = site.Welcome("en");

        var made = await first.OpenAsync(path);
        var cached = await second.OpenAsync(path);

        Assert.Equal(("miss", "hit"), (made.CacheOutcome, cached.CacheOutcome));
        Assert.Equal(made.Text, cached.Text);
        Assert.Equal("application/json; charset=utf-8", cached.Header("Content-Type"));
    }

    [Fact]
    public async Task A_page_out_of_the_cache_tells_its_age()
    {
        using var visitor = site.Welcome("en");
        await visitor.OpenAsync("/territory/FR");

        site.Time.Advance(TimeSpan.FromSeconds(90));
        var page = await visitor.OpenAsync("/territory/FR");

        Assert.Equal(("hit", "90"), (page.CacheOutcome, page.Header("Age")));
    }

    [Theory]
    [InlineData("/territory/DE", 600)]
    [InlineData("/languages/fr", 3600)]
    [InlineData("/api/territories/DE", 3600)]
    [InlineData("/rankings/wealth", 300)]
    public async Task A_page_is_made_anew_when_its_time_is_over(string path, int seconds)
    {
        using var visitor = site.Welcome("en");
        await visitor.OpenAsync(path);

        site.Time.Advance(TimeSpan.FromSeconds(seconds - 2));
        var before = await visitor.OpenAsync(path);
        site.Time.Advance(TimeSpan.FromSeconds(3));
        var after = await visitor.OpenAsync(path);

        Assert.Equal(("hit", "miss"), (before.CacheOutcome, after.CacheOutcome));
    }

    [Fact]
    public async Task Visitors_who_come_at_once_share_one_making()
    {
        using var visitor = site.Welcome("en");

        var pages = await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => visitor.OpenAsync("/rankings/diversity")));

        Assert.Equal(1, pages.Count(page => page.CacheOutcome == "miss"));
        Assert.Equal(24, pages.Count(page => page.CacheOutcome == "hit"));
        Assert.Single(pages.Select(page => page.Text).Distinct());
    }

    [Fact]
    public async Task Languages_do_not_mix()
    {
        var pages = new List<(string Language, SitePage First, SitePage Second)>();
        foreach (var language in SiteLanguages.All)
        {
            using var visitor = site.Welcome(language);
            pages.Add((language, await visitor.OpenAsync("/territory/IT"), await visitor.OpenAsync("/territory/IT")));
        }

        Assert.All(pages, page =>
        {
            Assert.Equal(("miss", "hit"), (page.First.CacheOutcome, page.Second.CacheOutcome));
            Assert.Equal((page.Language, page.Language), (page.First.Language, page.Second.Language));
            Assert.Equal(SourceData.NameOfTerritory("IT", page.Language), page.Second.TextOf("h1"));
        });
    }

    [Fact]
    public async Task The_language_of_the_cookie_and_of_the_header_are_one()
    {
        using var chooser = site.Welcome("en");
        using var german = site.Welcome("de-AT, de;q=0.8");
        await chooser.OpenAsync("/culture?to=de&return=/territory/ES");

        await german.OpenAsync("/territory/ES");
        var page = await chooser.OpenAsync("/territory/ES");

        Assert.Equal(("hit", "de"), (page.CacheOutcome, page.Language));
    }

    [Fact]
    public async Task A_switch_back_finds_the_page_in_the_first_language()
    {
        using var visitor = site.Welcome("en");
        await visitor.OpenAsync("/territory/PL");
        await visitor.OpenAsync("/culture?to=ru&return=/");
        var russian = await visitor.OpenAsync("/territory/PL");
        await visitor.OpenAsync("/culture?to=en&return=/");

        var page = await visitor.OpenAsync("/territory/PL");

        Assert.Equal(("ru", "en", "hit"), (russian.Language, page.Language, page.CacheOutcome));
    }

    [Fact]
    public async Task A_search_has_a_page_of_its_own()
    {
        using var visitor = site.Welcome("en");
        await visitor.OpenAsync("/?q=norway");

        var page = await visitor.OpenAsync("/?q=sweden");

        Assert.Equal(["SE"], page.TextsOf(".territory .plate"));
    }

    [Fact]
    public async Task The_browser_is_told_to_ask_each_time()
    {
        using var visitor = site.Welcome("en");

        var made = await visitor.OpenAsync("/territory/FI");
        var cached = await visitor.OpenAsync("/territory/FI");

        Assert.All([made, cached], page =>
        {
            Assert.Contains("max-age=0", page.Header("Cache-Control"), StringComparison.Ordinal);
            Assert.Contains("must-revalidate", page.Header("Cache-Control"), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Caches_on_the_way_are_told_what_the_page_depends_on()
    {
        using var visitor = site.Welcome("en");

        var made = await visitor.OpenAsync("/territory/EE");
        var cached = await visitor.OpenAsync("/territory/EE");

        Assert.All([made, cached], page => Assert.Equal(
            ["Accept-Language", "Cookie"],
            page.Header("Vary")!.Split(',').Select(name => name.Trim()).Order(StringComparer.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task HEAD_is_answered_out_of_the_page_for_GET()
    {
        using var visitor = site.Welcome("en");
        var page = await visitor.OpenAsync("/territory/LV");

        var head = await visitor.SendAsync(HttpMethod.Head, "/territory/LV");

        Assert.Equal((HttpStatusCode.OK, "hit", ""), (head.Status, head.CacheOutcome, head.Text));
        Assert.Equal(page.Header("Content-Type"), head.Header("Content-Type"));
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/territory/ZZ")]
    [InlineData("/languages/xx")]
    [InlineData("/api/territories/ZZ")]
    [InlineData("/error/404")]
    [InlineData("/territory/CH/guestbook?before=soon")]
    public async Task What_went_wrong_is_not_kept(string path)
    {
        using var visitor = site.Welcome("en");
        await visitor.OpenAsync(path);

        var page = await visitor.OpenAsync(path);

        Assert.InRange((int)page.Status, 400, 499);
        Assert.NotEqual("hit", page.CacheOutcome);
        Assert.Null(page.Header("Age"));
    }

    [Theory]
    [InlineData("/almanac.css")]
    [InlineData("/page.js")]
    public async Task Files_are_left_alone(string path)
    {
        using var visitor = site.Welcome("en");
        await visitor.OpenAsync(path);

        var file = await visitor.OpenAsync(path);

        Assert.NotEqual("hit", file.CacheOutcome);
        Assert.Null(file.Header("Age"));
    }

    [Fact]
    public async Task A_page_out_of_the_cache_needs_no_database()
    {
        await using var otherSite = new AlmanacSite();
        await otherSite.InitializeAsync();
        using var visitor = otherSite.Welcome("en");
        await visitor.OpenAsync("/territory/CH");
        await otherSite.QueryAsync("ALTER TABLE territory RENAME TO territory_lost");

        var cached = await visitor.OpenAsync("/territory/CH");
        var other = await visitor.OpenAsync("/territory/FR");

        Assert.Equal((HttpStatusCode.OK, "hit"), (cached.Status, cached.CacheOutcome));
        Assert.Equal(HttpStatusCode.InternalServerError, other.Status);
    }

    [Fact]
    public async Task Statistics_are_asked_of_the_database_once()
    {
        await using var otherSite = new AlmanacSite();
        await otherSite.InitializeAsync();
        using var visitor = otherSite.Welcome("en");
        using var user = otherSite.Welcome("en");
        await user.SignInAsync("Ada");
        await visitor.OpenAsync("/rankings/currencies");
        await otherSite.QueryAsync("ALTER TABLE tender RENAME TO tender_lost");

        // Pages of users are not cached, what they are made of is.
        var page = await user.OpenAsync("/rankings/currencies");

        Assert.Equal((HttpStatusCode.OK, "authenticated"), (page.Status, page.CacheOutcome));
        Assert.Contains("USD", page.TextsOf(".ranking .code"));
    }
}
