using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.Conformance.Bytes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.AspNetCore.Tests.PageCache.Stores;

/// <summary>Pages are kept for long: neither they nor what says whether they may be served comes from a replica that lags.</summary>
public sealed class ReplicaTests
{
    private readonly BytesBackend _replica;
    private readonly ReplicatedBackend _backend;

    public ReplicaTests()
    {
        var time = new FakeTimeProvider();
        _replica = new BytesBackend(new BytesStore(time));
        _backend = new ReplicatedBackend(new BytesBackend(new BytesStore(time)), _replica);
    }

    [Theory, InlineData("/page"), InlineData("/tagged")]
    public async Task A_removed_page_is_not_served_though_the_replica_still_has_it(string path)
    {
        var made = new Counted();
        await using var site = await StartAsync(made);
        Assert.Equal("page 1", await site.GetAsync(path));
        Assert.Equal("page 1", await site.GetAsync(path));
        _backend.CatchUp();

        var pages = site.Services.GetRequiredService<IPageCache>();
        if (path == "/page")
            await pages.RemoveAsync(new Uri(site.Address, path).ToString(), TestContext.Current.CancellationToken);
        else
            await pages.RemoveByTagAsync("tag", TestContext.Current.CancellationToken);

        Assert.Equal("page 2", await site.GetAsync(path));
        Assert.Empty(_replica.Calls);
    }

    [Fact]
    public async Task What_a_page_varies_by_is_known_though_the_replica_has_not_heard_of_it()
    {
        var made = new Counted();
        await using var site = await StartAsync(made);
        Assert.Equal("plain 1", await site.GetAsync("/varying"));
        _backend.CatchUp();
        site.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("french 2", await site.GetAsync("/varying", ("X-A", "french")));

        Assert.Equal("german 3", await site.GetAsync("/varying", ("X-A", "german")));
        Assert.Equal("french 2", await site.GetAsync("/varying", ("X-A", "french")));
        Assert.Empty(_replica.Calls);
    }

    private Task<TestSite> StartAsync(Counted made) => TestSite.StartAsync(
        app =>
        {
            app.MapGet("/page", () => made.Page());
            app.MapGet("/tagged", (HttpContext context) =>
            {
                context.AddPageTags("tag");
                return made.Page();
            });
            app.MapGet("/varying", (HttpContext context) =>
            {
                string value = context.Request.Headers["X-A"].ToString();
                if (value.Length > 0)
                    context.Response.Headers.Vary = "X-A";
                return made.Page(value.Length > 0 ? value : "plain");
            });
        },
        new() { ServicesBefore = services => services.AddCacheKit().AddBackend("replicated", _backend), Configuration = { ["Caches:default:Backend"] = "replicated" } });
}
