using System.Net;

namespace Almanac.Tests.Caching;

public sealed class PrivacyTests(CachedSite site) : IClassFixture<CachedSite>
{
    private static readonly string[] _paths = ["/", "/territory/GB", "/territory/GB/guestbook", "/rankings/population", "/languages", "/languages/en", "/about"];

    public static TheoryData<string> Paths => [.. _paths];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Two_users_and_a_stranger_never_get_each_other_s_page(string path)
    {
        using var ada = site.Welcome("en");
        using var grace = site.Welcome("en");
        using var stranger = site.Welcome("en");
        await ada.SignInAsync("Ada Lovelace");
        await grace.SignInAsync("Grace Hopper");
        (Visitor Visitor, string Account)[] turns =
        [
            (ada, "Ada Lovelace"), (stranger, "Sign in"), (grace, "Grace Hopper"), (stranger, "Sign in"), (ada, "Ada Lovelace"), (grace, "Grace Hopper"),
        ];

        foreach (var (visitor, account) in turns)
        {
            var page = await visitor.OpenAsync(path);
            Assert.Equal(account, page.TextOf(".account bdi, .account:not(:has(bdi))"));
            Assert.Equal(account == "Ada Lovelace", page.Text.Contains("Lovelace", StringComparison.Ordinal));
            Assert.Equal(account == "Grace Hopper", page.Text.Contains("Hopper", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_user_s_page_is_made_each_time()
    {
        using var user = site.Welcome("en");
        await user.SignInAsync("Ada");
        await user.OpenAsync("/territory/US");

        var page = await user.OpenAsync("/territory/US");

        Assert.Equal("authenticated", page.CacheOutcome);
        Assert.Null(page.Header("Age"));
    }

    [Fact]
    public async Task Fragments_of_users_stay_with_their_users()
    {
        using var ada = site.Welcome("en");
        using var grace = site.Welcome("en");
        using var newcomer = site.Welcome("en");
        await ada.SignInAsync("Ada F.");
        await grace.SignInAsync("Grace F.");
        await newcomer.SignInAsync("Newcomer F.");
        await ada.SignGuestbookAsync("NO", "Hei");
        await ada.SignGuestbookAsync("DK", "Hej");
        await grace.SignGuestbookAsync("IS", "Hæ");

        for (var turn = 0; turn < 2; turn++)
        {
            Assert.Equal(["DK", "NO"], (await ada.OpenAsync("/passport")).TextsOf(".stamps .plate"));
            Assert.Equal(["IS"], (await grace.OpenAsync("/passport")).TextsOf(".stamps .plate"));
            Assert.Empty((await newcomer.OpenAsync("/passport")).TextsOf(".stamps .plate"));
            Assert.Equal(["2"], (await ada.OpenAsync("/about")).TextsOf(".stamp-count"));
            Assert.Equal(["1"], (await grace.OpenAsync("/about")).TextsOf(".stamp-count"));
            Assert.Empty((await newcomer.OpenAsync("/about")).TextsOf(".stamp-count"));
        }
    }

    [Fact]
    public async Task A_new_stamp_shows_at_once_in_every_language()
    {
        using var user = site.Welcome("en");
        await user.SignInAsync("Polyglot");
        await user.SignGuestbookAsync("NL", "Hallo");
        foreach (var language in SiteLanguages.All)
        {
            await user.OpenAsync($"/culture?to={language}&return=/");
            await user.OpenAsync("/passport");
        }

        await user.SignGuestbookAsync("BE", "Dag");

        foreach (var language in SiteLanguages.All)
        {
            await user.OpenAsync($"/culture?to={language}&return=/");
            var page = await user.OpenAsync("/passport");
            Assert.Equal((language, "BE NL"), (page.Language, string.Join(' ', page.TextsOf(".stamps .plate"))));
            Assert.Equal(SourceData.NameOfTerritory("BE", language), page.TextsOf(".stamps .name")[0]);
        }
    }

    [Fact]
    public async Task Fragments_of_users_are_out_of_the_cache()
    {
        await using var otherSite = new AlmanacSite();
        await otherSite.InitializeAsync();
        using var user = otherSite.Welcome("en");
        await user.SignInAsync("Ada");
        await user.SignGuestbookAsync("SE", "Hej");
        await user.OpenAsync("/passport");
        await otherSite.QueryAsync("ALTER TABLE guestbook RENAME TO guestbook_lost");

        var page = await user.OpenAsync("/passport");

        Assert.Equal((HttpStatusCode.OK, "SE"), (page.Status, page.TextOf(".stamps .plate")));
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/territory/GB/guestbook/sign")]
    public async Task A_form_is_made_for_each_visitor(string path)
    {
        using var first = site.Welcome("en");
        using var second = site.Welcome("en");

        var mine = await first.OpenAsync(path);
        var yours = await second.OpenAsync(path);
        var again = await second.OpenAsync(path);

        Assert.All([mine, yours, again], page =>
        {
            Assert.Equal("antiforgery", page.CacheOutcome);
            Assert.Contains("no-store", page.Header("Cache-Control"), StringComparison.Ordinal);
            Assert.Null(page.Header("Age"));
        });
        Assert.NotEqual(Token(mine), Token(yours));
    }

    [Fact]
    public async Task A_passport_is_made_for_its_owner()
    {
        using var user = site.Welcome("en");
        await user.SignInAsync("Ada P.");

        var page = await user.OpenAsync("/passport");

        Assert.Equal("requires-authorization", page.CacheOutcome);
    }

    [Fact]
    public async Task A_cached_page_carries_no_cookie()
    {
        using var first = site.Welcome("en");
        using var second = site.Welcome("en");
        await first.OpenAsync("/culture?to=fr&return=/territory/FR");
        await first.OpenAsync("/territory/FR/guestbook/sign");

        var made = await first.OpenAsync("/territory/FR");
        second.AcceptLanguage("fr");
        var cached = await second.OpenAsync("/territory/FR");

        Assert.All([made, cached], page => Assert.Null(page.Header("Set-Cookie")));
        Assert.Empty(second.Cookies.GetAllCookies());
    }

    [Fact]
    public async Task A_visitor_who_has_seen_a_form_still_gets_cached_pages()
    {
        using var visitor = site.Welcome("en");
        await visitor.OpenAsync("/territory/IE/guestbook/sign");
        await visitor.OpenAsync("/territory/IE");

        var page = await visitor.OpenAsync("/territory/IE");

        Assert.Equal("hit", page.CacheOutcome);
    }

    [Fact]
    public async Task Switching_the_language_is_not_kept_for_others()
    {
        using var first = site.Welcome("en");
        using var second = site.Welcome("en");
        await first.OpenAsync("/culture?to=ja&return=/");

        var answer = await second.OpenAsync("/culture?to=ja&return=/");

        Assert.NotEqual("hit", answer.CacheOutcome);
        Assert.NotNull(answer.Header("Set-Cookie"));
    }

    [Fact]
    public async Task A_cookie_of_a_user_who_is_none_keeps_the_visitor_out_of_the_cache()
    {
        using var visitor = site.Welcome("en");
        visitor.Cookies.Add(visitor.Home, new Cookie(".AspNetCore.Cookies", "forged"));
        await visitor.OpenAsync("/territory/MT");

        var page = await visitor.OpenAsync("/territory/MT");

        Assert.Equal(("private-cookie", "Sign in"), (page.CacheOutcome, page.TextOf(".account")));
    }

    [Fact]
    public async Task A_request_with_credentials_is_not_answered_out_of_the_cache()
    {
        using var visitor = site.Welcome("en");
        await visitor.OpenAsync("/territory/CY");

        var page = await visitor.OpenAsync("/territory/CY", ("Authorization", "Bearer x"));

        Assert.Equal("authorization-header", page.CacheOutcome);
    }

    [Fact]
    public async Task A_host_that_is_not_the_site_s_is_refused()
    {
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync("/territory/LU", ("Host", "evil.example"));

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
    }

    [Fact]
    public async Task Where_every_host_is_the_site_s_each_has_its_own_pages()
    {
        await using var openSite = new AlmanacSite { Settings = { ["AllowedHosts"] = "*" } };
        await openSite.InitializeAsync();
        using var visitor = openSite.Welcome("en");
        await visitor.OpenAsync("/territory/LU", ("Host", "one.example"));

        var other = await visitor.OpenAsync("/territory/LU", ("Host", "two.example"));
        var same = await visitor.OpenAsync("/territory/LU", ("Host", "one.example"));

        Assert.Equal(("miss", "hit"), (other.CacheOutcome, same.CacheOutcome));
    }

    [Fact]
    public async Task Signing_in_and_out_changes_what_a_visitor_sees_at_once()
    {
        using var visitor = site.Welcome("en");
        var before = await visitor.OpenAsync("/territory/PT");
        await visitor.SignInAsync("Vasco");
        var inside = await visitor.OpenAsync("/territory/PT", Conditions(before));
        await visitor.SubmitAsync(await visitor.OpenAsync("/passport"));

        var after = await visitor.OpenAsync("/territory/PT", Conditions(inside));

        Assert.Equal((HttpStatusCode.OK, "Vasco"), (inside.Status, inside.TextOf(".account bdi")));
        Assert.Equal((HttpStatusCode.OK, "Sign in", "hit"), (after.Status, after.TextOf(".account"), after.CacheOutcome));
    }

    // What a browser sends that has the page already.
    private static (string, string)[] Conditions(SitePage page) => page.Header("ETag") is { } tag ? [("If-None-Match", tag)] : [];

    private static string? Token(SitePage page) => page.One("main form input[name=__RequestVerificationToken]").GetAttribute("value");
}
