using System.Net;

namespace Almanac.Tests.Caching;

public sealed class InvalidationTests(CachedSite site) : IClassFixture<CachedSite>
{
    [Fact]
    public async Task An_entry_drops_the_pages_that_show_it_in_every_language()
    {
        var readers = SiteLanguages.All.Select(language => site.Welcome(language)).ToList();
        foreach (var reader in readers)
        {
            await reader.OpenAsync("/territory/AT");
            await reader.OpenAsync("/territory/AT/guestbook");
        }

        using var writer = site.Welcome("en");
        await writer.SignGuestbookAsync("AT", "Servus", "Sisi");

        foreach (var reader in readers)
        {
            var territory = await reader.OpenAsync("/territory/AT");
            var guestbook = await reader.OpenAsync("/territory/AT/guestbook");
            Assert.Equal(("miss", "miss"), (territory.CacheOutcome, guestbook.CacheOutcome));
            Assert.Equal(("Servus", "Servus"), (territory.TextOf(".entries blockquote"), guestbook.TextOf(".entries blockquote")));
            reader.Dispose();
        }
    }

    [Fact]
    public async Task The_page_with_the_entry_is_cached_again()
    {
        using var visitor = site.Welcome("en");
        await visitor.OpenAsync("/territory/HU");
        await visitor.SignGuestbookAsync("HU", "Szia", "Sisi");
        await visitor.OpenAsync("/territory/HU");

        var page = await visitor.OpenAsync("/territory/HU");

        Assert.Equal(("hit", "Szia"), (page.CacheOutcome, page.TextOf(".entries blockquote")));
    }

    [Fact]
    public async Task Every_entry_shows_at_once_also_when_many_read_and_write()
    {
        using var visitor = site.Welcome("en");
        var form = await visitor.OpenAsync("/territory/CZ/guestbook/sign");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var readers = Enumerable.Range(0, 4).Select(async _ =>
        {
            using var reader = site.Welcome("en");
            while (!over.IsCancellationRequested)
                await reader.OpenAsync("/territory/CZ");
        }).ToList();

        for (var number = 1; number <= 15; number++)
        {
            await visitor.SubmitAsync(form, ("Form.Author", "Ada"), ("Form.Text", $"No. {number}"));
            Assert.Equal($"No. {number}", (await visitor.OpenAsync("/territory/CZ")).TextsOf(".entries blockquote")[0]);
        }

        await over.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task An_entry_leaves_other_territories_alone()
    {
        using var visitor = site.Welcome("en");
        await visitor.OpenAsync("/territory/SK");
        await visitor.OpenAsync("/territory/SI/guestbook");

        await visitor.SignGuestbookAsync("SI", "Dober dan", "Ada");

        Assert.Equal("hit", (await visitor.OpenAsync("/territory/SK")).CacheOutcome);
        Assert.Equal("miss", (await visitor.OpenAsync("/territory/SI/guestbook")).CacheOutcome);
    }

    [Fact]
    public async Task A_post_that_was_refused_drops_nothing()
    {
        using var visitor = site.Welcome("en");
        await visitor.OpenAsync("/territory/RO");
        var form = await visitor.OpenAsync("/territory/RO/guestbook/sign");

        var refused = await visitor.SubmitAsync(form, ("Form.Author", "Ada"), ("Form.Text", ""));
        var forged = await visitor.PostAsync("/territory/RO/guestbook", ("Form.Author", "Ada"), ("Form.Text", "x"));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (refused.Status, forged.Status));
        Assert.Equal("hit", (await visitor.OpenAsync("/territory/RO")).CacheOutcome);
    }

    [Fact]
    public async Task A_user_s_entry_shows_to_strangers_at_once()
    {
        using var user = site.Welcome("en");
        using var stranger = site.Welcome("en");
        await stranger.OpenAsync("/territory/BG");
        await user.SignInAsync("Ada");

        await user.SignGuestbookAsync("BG", "Zdravei");

        Assert.Equal("Zdravei", (await stranger.OpenAsync("/territory/BG")).TextOf(".entries blockquote"));
    }

    [Fact]
    public async Task A_post_to_an_address_in_small_letters_drops_the_page_too()
    {
        using var visitor = site.Welcome("en");
        await visitor.OpenAsync("/territory/HR");
        await visitor.OpenAsync("/territory/HR/guestbook");
        var form = await visitor.OpenAsync("/territory/HR/guestbook/sign");
        var token = form.One("input[name=__RequestVerificationToken]").GetAttribute("value")!;

        await visitor.PostAsync("/territory/hr/guestbook", ("__RequestVerificationToken", token), ("Form.Author", "Ada"), ("Form.Text", "Bok"));

        Assert.Equal("Bok", (await visitor.OpenAsync("/territory/HR")).TextOf(".entries blockquote"));
        Assert.Equal("Bok", (await visitor.OpenAsync("/territory/HR/guestbook")).TextOf(".entries blockquote"));
    }
}
