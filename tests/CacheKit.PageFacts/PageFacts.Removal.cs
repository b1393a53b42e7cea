using CacheKit.PageFacts.Sites;

namespace CacheKit.PageFacts;

public abstract partial class PageFacts
{
    private const int Rounds = 10;

    [Theory]
    [InlineData(Removal.Post)]
    [InlineData(Removal.Url)]
    [InlineData(Removal.Route)]
    [InlineData(Removal.Tag)]
    public async Task What_one_removes_the_other_makes_anew_at_its_next_request(Removal removal)
    {
        var neighbour = await Other.GetAsync("/item/2");
        for (int round = 2; round < Rounds; round++)
        {
            AssertIs(PageCacheOutcome.Stored, $"other {round}", await Other.GetAsync("/item/1"));
            AssertIs(PageCacheOutcome.Hit, $"other {round}", await Other.GetAsync("/item/1"));
            AssertIs(PageCacheOutcome.Hit, $"other {round}", await One.GetAsync("/item/1"));

            await RemoveAsync(One, removal);
        }

        AssertIs(PageCacheOutcome.Hit, neighbour.Text, await Other.GetAsync("/item/2"));
    }

    [Fact]
    public async Task A_tag_takes_every_page_that_has_it_and_no_other()
    {
        string[] tagged = ["/item/1", "/item/2", "/item/2?x", "/view", "/lasting"];
        foreach (string path in tagged.Append("/page"))
            Assert.Equal(PageCacheOutcome.Stored, (await One.GetAsync(path)).Outcome);

        await Other.Pages.RemoveByTagAsync("ITEMS", Token);

        AssertIs(PageCacheOutcome.Hit, "one 6", await Other.GetAsync("/page"));
        foreach (string path in tagged)
            Assert.Equal(PageCacheOutcome.Stored, (await Other.GetAsync(path)).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_removal_takes_every_variant(bool byTag)
    {
        foreach (string kind in (string[])["a", "b", "c"])
            Assert.Equal(PageCacheOutcome.Stored, (await One.GetAsync("/by-kind", ("X-Kind", kind))).Outcome);

        await (byTag ? Other.Pages.RemoveByTagAsync("items", Token) : Other.Pages.RemoveAsync("/by-kind", Token));

        foreach (string kind in (string[])["a", "b", "c"])
            Assert.Equal(PageCacheOutcome.Stored, (await One.GetAsync("/by-kind", ("X-Kind", kind))).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_page_that_was_removed_is_not_shown_stale(bool byTag)
    {
        AssertIs(PageCacheOutcome.Stored, "one 1", await One.GetAsync("/lasting"));
        AssertIs(PageCacheOutcome.Hit, "one 1", await Other.GetAsync("/lasting"));
        _clock.Advance(TimeSpan.FromSeconds(75));

        await (byTag ? One.Pages.RemoveByTagAsync("items", Token) : One.Pages.RemoveAsync("/lasting", Token));

        AssertIs(PageCacheOutcome.Stored, "other 1", await Other.GetAsync("/lasting"));
    }

    [Theory]
    [InlineData(Removal.Post)]
    [InlineData(Removal.Url)]
    [InlineData(Removal.Route)]
    [InlineData(Removal.Tag)]
    public async Task A_page_that_is_removed_while_the_other_makes_it_is_not_kept(Removal removal)
    {
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        Other.Work.Before = () =>
        {
            begun.TrySetResult();
            return release.Task;
        };
        var making = Other.GetAsync("/item/1");
        await begun.Task.WaitAsync(Token);

        await RemoveAsync(One, removal);
        release.SetResult();

        Assert.Equal("other 1", (await making).Text);
        AssertIs(PageCacheOutcome.Stored, "one 1", await One.GetAsync("/item/1"));
        AssertIs(PageCacheOutcome.Hit, "one 1", await Other.GetAsync("/item/1"));
    }

    [Fact]
    public async Task What_one_removes_by_its_tag_the_other_does_not_find()
    {
        for (int round = 0; round < Rounds; round++)
        {
            await One.Cache.SetAsync("tagged", round, new CacheEntryOptions { Tags = ["tag", "another"] }, Token);
            await One.Cache.SetAsync("untagged", round, cancellationToken: Token);
            Assert.Equal(round, await Other.Cache.GetAsync("tagged", -1, Token));

            await Other.Cache.RemoveByTagAsync("tag", Token);

            Assert.False((await One.Cache.TryGetAsync<int>("tagged", Token)).HasValue);
            Assert.False((await Other.Cache.TryGetAsync<int>("tagged", Token)).HasValue);
            Assert.Equal(round, await Other.Cache.GetAsync("untagged", -1, Token));
        }
    }

    private static async Task RemoveAsync(PageSite site, Removal removal)
    {
        switch (removal)
        {
            case Removal.Post:
                Assert.Equal(System.Net.HttpStatusCode.NoContent, (await site.SendAsync(HttpMethod.Post, "/item/1")).Status);
                break;
            case Removal.Url:
                await site.Pages.RemoveAsync("/item/1", Token);
                break;
            case Removal.Route:
                await site.Pages.RemoveByRouteAsync("item", new() { ["number"] = "1" }, Token);
                break;
            default:
                await site.Pages.RemoveByTagAsync("item:1", Token);
                break;
        }
    }
}
