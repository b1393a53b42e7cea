using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Fragments;

/// <summary>A fragment that varies by a query parameter which the page around it ignores.</summary>
public sealed class FragmentIgnoredQueryTests
{
    [Theory]
    [InlineData("/Fragments/Views/Names.cshtml")]
    [InlineData("'names'")]
    [InlineData("'utm_source'")]
    [InlineData("SiteCache:IgnoreQuery")]
    public async Task It_is_warned_of_with_all_that_one_needs_to_know(string what)
    {
        await using var site = await StartAsync(static options => options.IgnoreQuery.Add("utm_*"));

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/fragments/Names?utm_source=x"));

        Assert.Contains(what, Assert.Single(Warnings(site)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parameter_that_is_not_among_those_that_count_is_one_too()
    {
        await using var site = await StartAsync(static options => options.QueryKeys.Add("page"));

        await site.OutcomeOfAsync("/fragments/Names");

        Assert.Contains("'utm_source', which SiteCache:QueryKeys", Assert.Single(Warnings(site)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_endpoint_itself_says_is_named()
    {
        await using var site = await FragmentPageSite.StartAsync(siteCache: false, pages: static page => page.IgnoreQuery = ["UTM_source"]);
        Name(site);

        await site.OutcomeOfAsync("/fragments/Names");

        Assert.Contains("IgnoreQuery of CacheKit.AspNetCore.Tests.Fragments.FragmentsController.Show", Assert.Single(Warnings(site)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_said_once_for_each_fragment()
    {
        await using var site = await StartAsync(static options => options.IgnoreQuery.Add("utm_*"));

        await site.OutcomeOfAsync("/fragments/Names?page=1");
        await site.OutcomeOfAsync("/fragments/Names?page=2");

        Assert.Equal(2, site.Services.GetRequiredService<Renderings>().Count);
        Assert.Single(Warnings(site));
    }

    [Theory]
    [InlineData("no-store")]
    [InlineData("only-if-cached, no-store")]
    public async Task Nothing_is_said_where_the_page_is_not_stored(string wish)
    {
        await using var site = await StartAsync(static options => options.IgnoreQuery.Add("utm_*"));

        Assert.NotEqual(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/fragments/Names", ("Cache-Control", wish)));

        Assert.Empty(Warnings(site));
    }

    [Fact]
    public async Task Nor_where_no_page_is_cached()
    {
        await using var site = await FragmentPageSite.StartAsync(siteCache: false, options: static options => options.IgnoreQuery.Add("utm_*"));
        Name(site);

        await site.OutcomeOfAsync("/fragments/Names");

        Assert.Equal(1, site.Services.GetRequiredService<Renderings>().Count);
        Assert.Empty(Warnings(site));
    }

    [Theory]
    [InlineData("fbclid")]
    [InlineData("utm")]
    public async Task Nor_of_a_parameter_that_counts(string ignored)
    {
        await using var site = await StartAsync(options => options.IgnoreQuery.Add(ignored));

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/fragments/Names"));

        Assert.Empty(Warnings(site));
    }

    private static string[] Warnings(TestSite site) =>
        [.. site.Log.GetSnapshot().Where(static record => record.Id.Id == 3002).Select(static record => record.Message)];

    private static void Name(TestSite site) => site.Services.GetRequiredService<Renderings>().Query = "page, utm_source";

    private static async Task<TestSite> StartAsync(Action<SiteCacheOptions> options)
    {
        var site = await FragmentPageSite.StartAsync(siteCache: true, options: options);
        Name(site);
        return site;
    }
}
