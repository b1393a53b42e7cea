using System.Net;
using System.Text.RegularExpressions;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Dashboard;

/// <summary>The pages in a cache, in this process and elsewhere.</summary>
public sealed partial class PageListTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("locmem")]
    [InlineData("file")]
    public async Task A_page_is_listed_with_its_age_size_and_hits(string backend)
    {
        await using var site = await StartAsync(backend);
        await site.GetAsync("/news?page=2");
        site.Time.Advance(TimeSpan.FromSeconds(90));
        await site.GetAsync("/news?page=2");
        await site.GetAsync("/news?page=2");

        var row = Assert.Single(Rows(await new DashboardVisitor(site).GetAsync("/_cache/pages")));

        Assert.Contains($">{site.Address}news?page=2</a>", row, StringComparison.Ordinal);
        Assert.Contains("data-label=\"Age\">1 min 30 s<", row, StringComparison.Ordinal);
        Assert.Contains("data-label=\"Fresh for\">8 min 30 s<", row, StringComparison.Ordinal);
        Assert.Contains("data-label=\"Size\">2 KB<", row, StringComparison.Ordinal);
        Assert.Contains("data-label=\"Hits\">2<", row, StringComparison.Ordinal);
        Assert.Contains("news tag", row, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("locmem")]
    [InlineData("file")]
    public async Task A_page_that_was_purged_is_listed_no_more(string backend)
    {
        await using var site = await StartAsync(backend);
        await site.GetAsync("/a");
        await site.GetAsync("/b");
        var pages = site.Services.GetRequiredService<IPageCache>();

        await pages.RemoveAsync(new Uri(site.Address, "/a").ToString(), TestContext.Current.CancellationToken);
        var row = Assert.Single(Rows(await new DashboardVisitor(site).GetAsync("/_cache/pages")));
        Assert.Contains("/b</a>", row, StringComparison.Ordinal);

        await pages.RemoveByTagAsync("news tag", TestContext.Current.CancellationToken);
        Assert.Contains("There are no pages", (await new DashboardVisitor(site).GetAsync("/_cache/pages")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_one_language_and_user_says_so_and_not_whose_it_is()
    {
        await using var site = await DashboardSite.StartAsync(static app => app.MapGet("/mine", static (HttpContext context) =>
        {
            context.Response.Headers.Vary = "X-Arm";
            return "page";
        }).CachePage(TimeSpan.FromMinutes(5), static options => options.VaryBy = static _ => "tenant7"));
        await site.GetAsync("/mine", ("X-Arm", "arm-of-somebody"));
        var visitor = new DashboardVisitor(site);

        var list = await visitor.GetAsync("/_cache/pages");
        var row = Assert.Single(Rows(list));
        var keys = await visitor.GetAsync("/_cache/keys?name=default");
        var key = await visitor.GetAsync(WebUtility.HtmlDecode(KeyLink().Match(row).Groups[1].Value));

        Assert.Contains("varies by x-arm", row, StringComparison.Ordinal);
        Assert.Contains($"{site.Address}mine", key.Text, StringComparison.Ordinal);
        Assert.All([list, keys, key], static page =>
        {
            Assert.DoesNotContain("tenant7", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("arm-of-somebody", page.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Many_pages_are_shown_part_by_part()
    {
        await using var site = await StartAsync("locmem");
        for (var page = 0; page < 120; page++)
            await site.GetAsync($"/page/{page:000}");

        var first = await new DashboardVisitor(site).GetAsync("/_cache/pages");
        var last = await new DashboardVisitor(site).GetAsync("/_cache/pages?part=3");

        Assert.Equal(50, Rows(first).Length);
        Assert.Contains("120 pages", first.Text, StringComparison.Ordinal);
        Assert.Contains("1 of 3", first.Text, StringComparison.Ordinal);
        Assert.Equal(20, Rows(last).Length);
        Assert.Contains("/page/119", Rows(last)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_the_entries_on_a_disk_so_many_are_read_at_a_time()
    {
        await using var site = await StartAsync("file");
        for (var page = 0; page < 520; page++)
            await site.GetAsync($"/page/{page:000}");

        var first = await new DashboardVisitor(site).GetAsync("/_cache/pages");
        var rest = await new DashboardVisitor(site).GetAsync("/_cache/pages?from=500");

        Assert.Contains("500 pages among the entries 1 to 500.", first.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"/_cache/pages?name=default&from=500\">Look at the entries behind these", first.Text, StringComparison.Ordinal);
        Assert.Contains("20 pages among the entries 501 to 520.", rest.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("locmem", "2147483647")]
    [InlineData("locmem", "2147480000")]
    [InlineData("file", "2147483647")]
    public async Task Behind_all_entries_there_are_none(string backend, string from)
    {
        await using var site = await StartAsync(backend);
        await site.GetAsync("/news");

        var answer = await new DashboardVisitor(site).GetAsync($"/_cache/pages?from={from}");

        Assert.Contains("There are no pages among these entries.", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Look at the entries behind these", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_are_found_by_a_part_of_their_URLs_and_sorted()
    {
        await using var site = await StartAsync("locmem");
        foreach (var path in (string[])["/shop/b", "/shop/a", "/about", "/shop/a", "/shop/b", "/shop/b"])
            await site.GetAsync(path);

        var byUrl = Rows(await new DashboardVisitor(site).GetAsync("/_cache/pages?like=SHOP"));
        var byHits = Rows(await new DashboardVisitor(site).GetAsync("/_cache/pages?like=shop&by=hits"));

        Assert.Equal([true, false], byUrl.Select(static row => row.Contains("/shop/a<", StringComparison.Ordinal)));
        Assert.Equal([false, true], byHits.Select(static row => row.Contains("/shop/a<", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_page_is_looked_into()
    {
        await using var site = await StartAsync("file");
        await site.GetAsync("/news");
        var link = (await new DashboardVisitor(site).GetAsync("/_cache/pages")).Html.Split("class=\"key\"><a href=\"")[1].Split('"')[0];

        var page = await new DashboardVisitor(site).GetAsync(System.Net.WebUtility.HtmlDecode(link));

        Assert.Contains("<dt>Kind</dt><dd>page</dd>", page.Html, StringComparison.Ordinal);
        Assert.Contains($"GET {site.Address}news", page.Text, StringComparison.Ordinal);
        Assert.Contains("xxxxxxxx", page.Text, StringComparison.Ordinal);
        Assert.Contains("Purge this URL", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Delete this key", page.Text, StringComparison.Ordinal);
    }

    private Task<TestSite> StartAsync(string backend) => DashboardSite.StartAsync(
        static app => app.MapGet("/{**path}", static (HttpContext context) =>
        {
            context.AddPageTags("news tag");
            return Results.Text(new string('x', 2048));
        }),
        new SiteSetup
        {
            Options = static options => options.Timeout = TimeSpan.FromMinutes(10),
            Configuration = new()
            {
                ["Caches:default:Backend"] = backend,
                ["Caches:default:Location"] = backend == "file" ? _folder.Path : "",
                ["Caches:default:Options:MaxEntries"] = "10000",
            },
        });

    private static string[] Rows(DashboardAnswer answer) =>
        [.. answer.Html.Split("<tr><th scope=\"row\" class=\"key\">").Skip(1).Select(static row => System.Net.WebUtility.HtmlDecode(row))];

    [GeneratedRegex("href=\"([^\"]+/key\\?[^\"]+)\"")]
    private static partial Regex KeyLink();
}
