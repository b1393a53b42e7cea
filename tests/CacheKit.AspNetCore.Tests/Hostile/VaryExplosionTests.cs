using System.Collections.Concurrent;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>A page that varies by what clients invent takes no more than its share of the cache.</summary>
public sealed class VaryExplosionTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Ten_thousand_user_agents_leave_as_many_variants_as_a_page_may_have(bool onBytes)
    {
        await using var site = await StartAsync(onBytes);
        var random = new Random(20260504);
        var agents = Enumerable.Range(0, 10_000).Select(number => $"{random.Next():x}/{number}").ToArray();
        var wrong = new ConcurrentBag<string>();

        await Parallel.ForEachAsync(agents, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (agent, _) =>
        {
            if (await site.GetAsync("/", ("User-Agent", agent)) != $"for {agent}")
                wrong.Add(agent);
        });

        Assert.Empty(wrong);
        var outcomes = new Dictionary<PageCacheOutcome, int>();
        foreach (var _ in agents)
        {
            var outcome = (await site.OutcomeAsync()).GetValueOrDefault();
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        Assert.Equal(PageVariants.MaximumCount, outcomes[PageCacheOutcome.Stored]);
        Assert.Equal(agents.Length - PageVariants.MaximumCount, outcomes[PageCacheOutcome.TooManyVariants]);
        // With what is known of the variants, each with its stamp, the generation of the URL, and the one entry about removals by tag.
        if (onBytes)
            Assert.Equal((2 * PageVariants.MaximumCount) + 4, site.Bytes!.Store.FinalKeys.Count);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Those_who_have_a_place_keep_it_and_are_served(bool onBytes)
    {
        await using var site = await StartAsync(onBytes);
        await FillAsync(site);

        Assert.Equal(PageCacheOutcome.TooManyVariants, await site.OutcomeOfAsync("/", ("User-Agent", "late")));
        Assert.Equal(PageCacheOutcome.TooManyVariants, await site.OutcomeOfAsync("/", ("User-Agent", "late")));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/", ("User-Agent", "0")));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/", ("User-Agent", "31")));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/other", ("User-Agent", "late")));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Variants_that_expire_free_their_places(bool onBytes)
    {
        await using var site = await StartAsync(onBytes);
        await FillAsync(site, count: PageVariants.MaximumCount - 1);
        site.Time.Advance(TimeSpan.FromSeconds(400));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/", ("User-Agent", "last")));
        Assert.Equal(PageCacheOutcome.TooManyVariants, await site.OutcomeOfAsync("/", ("User-Agent", "late")));

        site.Time.Advance(TimeSpan.FromSeconds(400));

        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/", ("User-Agent", "last")));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/", ("User-Agent", "late")));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/", ("User-Agent", "0")));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Variants_that_are_removed_free_their_places(bool onBytes)
    {
        await using var site = await StartAsync(onBytes);
        await FillAsync(site);

        await site.Services.GetRequiredService<IPageCache>().RemoveAsync(site.Address.ToString(), TestContext.Current.CancellationToken);

        await FillAsync(site);
        Assert.Equal(PageCacheOutcome.TooManyVariants, await site.OutcomeOfAsync("/", ("User-Agent", "late")));
    }

    [Theory]
    [InlineData("endpoint", false), InlineData("endpoint", true)]
    [InlineData("code", false), InlineData("code", true)]
    public async Task Variants_whose_tag_is_removed_free_their_places(string tagged, bool onBytes)
    {
        await using var site = await StartTaggedAsync(tagged, onBytes);
        await FillAsync(site);
        Assert.Equal(PageCacheOutcome.TooManyVariants, await site.OutcomeOfAsync("/", ("User-Agent", "late")));

        await site.Services.GetRequiredService<IPageCache>().RemoveByTagAsync("all", TestContext.Current.CancellationToken);

        await FillAsync(site, prefix: "new ");
        Assert.Equal(PageCacheOutcome.TooManyVariants, await site.OutcomeOfAsync("/", ("User-Agent", "late")));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Only_those_variants_free_their_places_that_had_the_tag(bool onBytes)
    {
        await using var site = await StartTaggedAsync("variant", onBytes);
        await FillAsync(site);

        await site.Services.GetRequiredService<IPageCache>().RemoveByTagAsync("agent:5", TestContext.Current.CancellationToken);

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/", ("User-Agent", "late")));
        Assert.Equal(PageCacheOutcome.TooManyVariants, await site.OutcomeOfAsync("/", ("User-Agent", "later")));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/", ("User-Agent", "4")));
        Assert.Equal(PageCacheOutcome.TooManyVariants, await site.OutcomeOfAsync("/", ("User-Agent", "5")));
    }

    [Fact]
    public async Task Pages_of_queries_and_users_are_no_variants()
    {
        await using var site = await StartAsync(onBytes: false);

        for (var number = 0; number < PageVariants.MaximumCount * 2; number++)
            Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync($"/?{number}", ("User-Agent", "one")));
    }

    private static async Task FillAsync(TestSite site, int count = PageVariants.MaximumCount, string prefix = "")
    {
        for (var number = 0; number < count; number++)
            Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/", ("User-Agent", $"{prefix}{number}")));
    }

    private static Task<TestSite> StartTaggedAsync(string tagged, bool onBytes) => TestSite.StartAsync(
        app => app.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.Vary = "User-Agent";
            if (tagged == "variant")
                context.AddPageTags($"agent:{context.Request.Headers.UserAgent}");
            else if (tagged == "code")
                context.AddPageTags("all");
            return $"for {context.Request.Headers.UserAgent}";
        }).CachePage(600, options => options.Tags = tagged == "endpoint" ? "all" : null),
        new() { OnBytes = onBytes });

    private static Task<TestSite> StartAsync(bool onBytes) => TestSite.StartAsync(
        static app => app.MapGet("/{**path}", static (HttpContext context) =>
        {
            context.Response.Headers.Vary = "User-Agent";
            return $"for {context.Request.Headers.UserAgent}";
        }),
        new() { OnBytes = onBytes });
}
