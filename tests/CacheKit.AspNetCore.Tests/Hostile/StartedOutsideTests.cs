using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>A response that middleware outside has begun is that middleware's: the page cache neither breaks nor keeps it.</summary>
public sealed class StartedOutsideTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_response_begun_outside_goes_on_as_without_the_cache(string method)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup { Pipeline = app => Map(app, made, static app => app.UseSiteCache()) });

        for (var i = 1; i <= 2; i++)
        {
            using var response = await site.SendAsync(new HttpMethod(method), "/", ("X-Early", "1"));
            Assert.Equal($"early page {i}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_stored_page_is_not_put_behind_a_response_begun_outside()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup { Pipeline = app => Map(app, made, static app => app.UseSiteCache()) });
        Assert.Equal("page 1", await site.GetAsync("/"));

        Assert.Equal("early page 2", await site.GetAsync("/", ("X-Early", "1")));
        Assert.Equal("page 1", await site.GetAsync("/"));
    }

    [Fact]
    public async Task Nor_does_the_pair_break_it()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app => Map(app, made, static app =>
            {
                app.UseUpdateCache();
                app.UseFetchFromCache();
            }),
        });

        Assert.Equal("early page 1", await site.GetAsync("/", ("X-Early", "1")));
        Assert.Equal("page 2", await site.GetAsync("/"));
        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    private static void Map(WebApplication app, Counted made, Action<WebApplication> cache)
    {
        app.Use(async (context, next) =>
        {
            if (context.Request.Headers.ContainsKey("X-Early"))
            {
                await context.Response.WriteAsync("early ");
                await context.Response.Body.FlushAsync();
            }

            await next(context);
        });
        app.UseRouting();
        cache(app);
        app.MapMethods("/", ["GET", "POST"], context => context.Response.WriteAsync(made.Page()));
    }
}
