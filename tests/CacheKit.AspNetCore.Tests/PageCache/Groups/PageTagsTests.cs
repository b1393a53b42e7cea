using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.AspNetCore.Tests.PageCache.Removal;

namespace CacheKit.AspNetCore.Tests.PageCache.Groups;

/// <summary>What can be a tag, and how endpoints state theirs.</summary>
public sealed class PageTagsTests
{
    [Fact]
    public async Task A_controllers_attribute_takes_the_values_of_its_route()
    {
        var made = TaggedController.Made.Count;
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Configuration = { ["Caches:default:Backend"] = "locmem", ["Caches:special:Backend"] = "locmem" },
            Services = static services => services.AddControllers().AddApplicationPart(typeof(TaggedController).Assembly),
            Pipeline = static app => app.MapControllers(),
        });
        await site.GetAsync("/tagged/FR");
        await site.GetAsync("/tagged/DE");

        await RemoveAsync(site, "tagged:FR");

        Assert.Equal($"page {made + 3}", await site.GetAsync("/tagged/FR"));
        Assert.Equal($"page {made + 2}", await site.GetAsync("/tagged/DE"));
    }

    [Theory]
    [InlineData("/list", "list")]
    [InlineData("/list/7", "number:7")]
    public async Task A_tag_whose_value_the_request_does_not_have_is_not_set(string path, string tag)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/list/{number:int?}", () => made.Page()).CachePage(60, "list, number:{number}"));
        await site.GetAsync(path);

        await RemoveAsync(site, "number:");
        Assert.Equal("page 1", await site.GetAsync(path));
        await RemoveAsync(site, tag);
        Assert.Equal("page 2", await site.GetAsync(path));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_value_that_makes_no_tag_leaves_the_page_uncached(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(app => app.MapGet("/territory/{code}", () => made.Page()).CachePage(60, "territory:{code}"), new() { OnBytes = onBytes });

        Assert.Equal(PageCacheOutcome.Tags, await site.OutcomeOfAsync("/territory/*"));
        Assert.Equal(PageCacheOutcome.Tags, await site.OutcomeOfAsync($"/territory/{new string('x', 300)}"));
        Assert.Equal("page 3", await site.GetAsync("/territory/*"));
    }

    [Fact]
    public async Task A_page_with_too_many_tags_is_not_stored()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/{count:int}", static (HttpContext context, int count) =>
        {
            context.AddPageTags([.. Enumerable.Range(0, count).Select(static number => $"{number}")]);
            return "page";
        }));

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/32"));
        Assert.Equal(PageCacheOutcome.Tags, await site.OutcomeOfAsync("/33"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("territory:*")]
    [InlineData("*")]
    public async Task What_is_no_tag_is_refused(string tag)
    {
        await using var site = await TestSite.StartAsync(static _ => { });

        await Assert.ThrowsAsync<ArgumentException>(async () => await RemoveAsync(site, tag));
        Assert.Throws<ArgumentException>(() => new DefaultHttpContext().AddPageTags(tag));
    }

    [Theory]
    [InlineData("territory:{code")]
    [InlineData("territory:code}")]
    [InlineData("territory:{}")]
    [InlineData("territory:{{code}}")]
    [InlineData("{a}, {b}}")]
    [InlineData("all:*")]
    [InlineData("{code}*")]
    public void A_list_of_tags_that_cannot_be_read_is_refused_where_it_stands(string tags)
    {
        Assert.Throws<ArgumentException>(() => new CachePageAttribute(60) { Tags = tags });
        Assert.Throws<ArgumentException>(() => WebApplication.CreateSlimBuilder().Build().MapGet("/", static () => "").CachePage(60, tags));
    }

    [Fact]
    public async Task A_name_that_the_route_does_not_have_is_told_at_start()
    {
        await using var site = await TestSite.StartAsync(static app => app.MapGet("/{code}", static () => "").CachePage(60, "territory:{cod}, {code}"));

        var warning = Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2040);
        Assert.Contains("territory:{cod}", warning.Message, StringComparison.Ordinal);
        Assert.Contains("(it has: code)", warning.Message, StringComparison.Ordinal);
    }

    private static ValueTask RemoveAsync(TestSite site, string tag) =>
        site.Services.GetRequiredService<IPageCache>().RemoveByTagAsync(tag, TestContext.Current.CancellationToken);
}
