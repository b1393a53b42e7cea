using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.HttpOverrides;

namespace CacheKit.AspNetCore.Tests.PageCache.Removal;

/// <summary>Which pages the application's own code can name, and where they are removed.</summary>
public sealed class RemovalByCodeTests
{
    [Fact]
    public async Task A_path_alone_names_no_host()
    {
        await using var site = await StartAsync(new Counted());
        var exception = await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Pages(site).RemoveAsync("/page/1", TestContext.Current.CancellationToken));
        Assert.Contains("SiteCache:Hosts", exception.Message, StringComparison.Ordinal);
        Assert.Contains("HttpContext", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("page")]
    [InlineData("ftp://example.com/page")]
    [InlineData("file:///page")]
    public async Task What_is_no_URL_of_a_page_is_refused_within_a_request_too(string url)
    {
        await using var site = await StartAsync(new Counted());
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Pages(site).RemoveAsync(url, new DefaultHttpContext(), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("page")]
    [InlineData("unknown")]
    public async Task A_route_that_is_none_is_refused_and_named(string? name)
    {
        await using var site = await StartAsync(new Counted(), options: static options => options.Hosts = ["example.com"]);
        var exception = await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Pages(site).RemoveByRouteAsync(name, new() { ["x"] = "1" }, TestContext.Current.CancellationToken));
        Assert.Contains("x = '1'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_route_without_a_host_is_refused()
    {
        await using var site = await StartAsync(new Counted());
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Pages(site).RemoveByRouteAsync("page", new() { ["code"] = "FR" }, TestContext.Current.CancellationToken));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Within_a_request_a_path_is_one_of_its_host(bool withAccessor)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, services => { if (withAccessor) services.AddHttpContextAccessor(); });
        await site.GetAsync("/page/FR", ("Host", "one.example"));
        await site.GetAsync("/page/FR", ("Host", "two.example"));

        await site.GetAsync($"/remove?ambient={withAccessor}", ("Host", "two.example"));

        Assert.Equal("page 1", await site.GetAsync("/page/FR", ("Host", "one.example")));
        Assert.Equal("page 3", await site.GetAsync("/page/FR", ("Host", "two.example")));
    }

    [Fact]
    public async Task Within_a_request_a_path_is_still_one_of_every_host_of_the_site()
    {
        var made = new Counted();
        await using var site = await StartAsync(made, options: static options => options.Hosts = ["one.example", "two.example"]);
        await site.GetAsync("/page/FR", ("Host", "one.example"));
        await site.GetAsync("/page/FR", ("Host", "two.example"));

        await site.GetAsync("/remove?ambient=false", ("Host", "two.example"));

        Assert.Equal("page 3", await site.GetAsync("/page/FR", ("Host", "one.example")));
        Assert.Equal("page 4", await site.GetAsync("/page/FR", ("Host", "two.example")));
    }

    [Theory]
    [InlineData("FR", "/page/FR")]
    [InlineData("fr", "/page/FR")]
    [InlineData("é/ü", "/page/%C3%A9%2F%C3%BC")]
    [InlineData("a b", "/page/a%20b")]
    public async Task The_pages_of_a_route_are_named_by_its_values(string code, string path)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, options: static options => options.Hosts = ["one.example", "two.example"]);
        await site.GetAsync(path, ("Host", "one.example"));
        await site.GetAsync(path, ("Host", "two.example"));
        await site.GetAsync("/page/other", ("Host", "one.example"));

        await Pages(site).RemoveByRouteAsync("page", new() { ["code"] = code }, TestContext.Current.CancellationToken);

        Assert.Equal("page 4", await site.GetAsync(path, ("Host", "one.example")));
        Assert.Equal("page 5", await site.GetAsync(path, ("Host", "two.example")));
        Assert.Equal("page 3", await site.GetAsync("/page/other", ("Host", "one.example")));
    }

    [Fact]
    public async Task Further_values_of_a_route_are_its_query()
    {
        var made = new Counted();
        await using var site = await StartAsync(made, options: static options => options.Hosts = ["one.example"]);
        await site.GetAsync("/page/FR?tab=map", ("Host", "one.example"));
        await site.GetAsync("/page/FR", ("Host", "one.example"));

        await Pages(site).RemoveByRouteAsync("page", new() { ["code"] = "FR", ["tab"] = "map" }, TestContext.Current.CancellationToken);

        Assert.Equal("page 3", await site.GetAsync("/page/FR?tab=map", ("Host", "one.example")));
        Assert.Equal("page 2", await site.GetAsync("/page/FR", ("Host", "one.example")));
    }

    [Fact]
    public async Task Within_a_request_a_route_has_its_host_and_its_base_path()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                app.UsePathBase("/base");
                app.UseRouting();
                app.UseSiteCache();
                Map(app, made);
            },
        });
        await site.GetAsync("/base/page/FR");
        await site.GetAsync("/page/FR");

        await site.GetAsync("/base/remove-route");

        Assert.Equal("page 3", await site.GetAsync("/base/page/FR"));
        Assert.Equal("page 2", await site.GetAsync("/page/FR"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_pages_of_both_schemes_go(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            OnBytes = onBytes,
            Services = static services => services.Configure<ForwardedHeadersOptions>(static options => options.ForwardedHeaders = ForwardedHeaders.XForwardedProto),
            Pipeline = app =>
            {
                app.UseForwardedHeaders();
                app.UseSiteCache();
                Map(app, made);
            },
        });
        await site.GetAsync("/page/FR");
        await site.GetAsync("/page/FR", ("X-Forwarded-Proto", "https"));

        await Pages(site).RemoveAsync(new Uri(site.Address, "/page/FR").ToString(), TestContext.Current.CancellationToken);

        Assert.Equal("page 3", await site.GetAsync("/page/FR", ("X-Forwarded-Proto", "https")));
        Assert.Equal("page 4", await site.GetAsync("/page/FR"));
    }

    private static IPageCache Pages(TestSite site) => site.Services.GetRequiredService<IPageCache>();

    private static Task<TestSite> StartAsync(Counted made, Action<IServiceCollection>? services = null, Action<SiteCacheOptions>? options = null) =>
        TestSite.StartAsync(app => Map(app, made), new() { Services = services, Options = options });

    private static void Map(WebApplication app, Counted made)
    {
        app.MapGet("/page/{code}", (string code) => made.Page()).WithName("page");
        app.MapGet("/remove", static async (HttpContext context, bool ambient, IPageCache pages) =>
            await (ambient ? pages.RemoveAsync("/page/FR") : pages.RemoveAsync("/page/FR", context))).CachePage(0);
        app.MapGet("/remove-route", static async (HttpContext context, IPageCache pages) =>
            await pages.RemoveByRouteAsync("page", new() { ["code"] = "FR" }, context)).CachePage(0);
    }
}
