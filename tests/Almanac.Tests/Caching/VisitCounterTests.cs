namespace Almanac.Tests.Caching;

public sealed class VisitCounterTests(CachedSite site) : IClassFixture<CachedSite>
{
    [Fact]
    public async Task A_page_out_of_the_cache_is_a_visit_too()
    {
        using var visitor = site.Welcome("en");

        var pages = new[] { await visitor.OpenAsync("/territory/JP"), await visitor.OpenAsync("/territory/JP"), await visitor.OpenAsync("/territory/JP") };

        Assert.Equal(["miss", "hit", "hit"], pages.Select(page => page.CacheOutcome));
        Assert.Equal([1, 2, 3], pages.Select(page => page.Visits));
    }

    [Fact]
    public async Task No_visit_is_lost_when_many_come_at_once()
    {
        using var visitor = site.Welcome("en");

        var pages = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Task.Run(() => visitor.OpenAsync("/territory/KR"), TestContext.Current.CancellationToken)));

        Assert.Equal(Enumerable.Range(1, 60).Select(count => (long?)count), pages.Select(page => page.Visits).Order());
    }

    [Fact]
    public async Task Users_strangers_and_languages_count_together()
    {
        using var user = site.Welcome("en");
        using var stranger = site.Welcome("ar");
        await user.SignInAsync("Ada");
        await user.OpenAsync("/territory/CN");

        var page = await stranger.OpenAsync("/territory/CN");

        Assert.Equal(2, page.Visits);
    }

    [Fact]
    public async Task Each_page_counts_for_itself()
    {
        using var visitor = site.Welcome("en");
        await visitor.OpenAsync("/territory/TH");
        await visitor.OpenAsync("/territory/TH");

        var page = await visitor.OpenAsync("/territory/VN");

        Assert.Equal(1, page.Visits);
    }

    [Fact]
    public async Task Only_pages_that_a_visitor_sees_are_counted()
    {
        using var visitor = site.Welcome("en");

        foreach (var path in (string[])["/nowhere", "/territory/ZZ", "/almanac.css", "/api/territories/IN", "/rankings"])
            Assert.Null((await visitor.OpenAsync(path)).Visits);
        Assert.Null((await visitor.SendAsync(HttpMethod.Head, "/territory/IN")).Visits);
        Assert.Equal(1, (await visitor.OpenAsync("/territory/IN")).Visits);
    }

    [Fact]
    public async Task A_new_entry_does_not_reset_the_count()
    {
        using var visitor = site.Welcome("en");
        await visitor.OpenAsync("/territory/ID");
        await visitor.SignGuestbookAsync("ID", "Selamat", "Ada");

        var page = await visitor.OpenAsync("/territory/ID");

        Assert.Equal(2, page.Visits);
    }
}
