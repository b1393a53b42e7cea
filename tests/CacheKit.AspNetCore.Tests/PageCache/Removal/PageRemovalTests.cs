using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.Conformance.Bytes;

namespace CacheKit.AspNetCore.Tests.PageCache.Removal;

public sealed class PageRemovalTests
{
    [Theory]
    [InlineData("POST", false)]
    [InlineData("PUT", true)]
    [InlineData("PATCH", false)]
    [InlineData("DELETE", true)]
    [InlineData("FROB", false)]
    public async Task A_successful_unsafe_request_removes_the_pages_of_its_URL(string method, bool onBytes)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onBytes);
        Assert.Equal("page 1", await site.GetAsync("/page"));

        using (await site.SendAsync(new HttpMethod(method), "/page"))
        {
        }

        Assert.Equal("page 2", await site.GetAsync("/page"));
        Assert.Equal("page 2", await site.GetAsync("/page"));
    }

    [Theory]
    [InlineData("/page?status=200", true)]
    [InlineData("/page?status=204", true)]
    [InlineData("/page?status=303", true)]
    [InlineData("/page?status=400", false)]
    [InlineData("/page?status=401", false)]
    [InlineData("/page?status=500", false)]
    public async Task Only_a_successful_one_does(string url, bool removes)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onBytes: false);
        await site.GetAsync(url);

        using (await site.SendAsync(HttpMethod.Post, url))
        {
        }

        Assert.Equal(removes ? "page 2" : "page 1", await site.GetAsync(url));
    }

    [Theory]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    public async Task A_safe_request_removes_nothing(string method)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onBytes: false);
        await site.GetAsync("/page");

        using (await site.SendAsync(new HttpMethod(method), "/page"))
        {
        }

        Assert.Equal("page 1", await site.GetAsync("/page"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_pages_of_its_Location_on_the_same_host_go_too(bool onBytes)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onBytes);
        await site.GetAsync("/list");
        await site.GetAsync("/other");

        using (await site.SendAsync(HttpMethod.Post, "/page?status=303&location=/list"))
        {
        }

        Assert.Equal("page 3", await site.GetAsync("/list"));
        Assert.Equal("page 2", await site.GetAsync("/other"));
    }

    [Fact]
    public async Task A_Location_on_another_host_removes_nothing()
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onBytes: false);
        await site.GetAsync("/list");

        using (await site.SendAsync(HttpMethod.Post, "/page?status=303&location=http://elsewhere.example/list"))
        {
        }

        Assert.Equal("page 1", await site.GetAsync("/list"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Every_variant_goes(bool onBytes)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onBytes);
        await site.GetAsync("/page?vary=X-A", ("X-A", "one"));
        await site.GetAsync("/page?vary=X-A", ("X-A", "two"));

        using (await site.SendAsync(HttpMethod.Post, "/page?vary=X-A"))
        {
        }

        Assert.Equal("page 3", await site.GetAsync("/page?vary=X-A", ("X-A", "one")));
        Assert.Equal("page 4", await site.GetAsync("/page?vary=X-A", ("X-A", "two")));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_page_is_gone_before_the_client_hears_of_the_success(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app =>
            {
                app.MapGet("/page", () => made.Page());
                app.MapPost("/page", static async (HttpContext context) =>
                {
                    await context.Response.WriteAsync("done");
                    await context.Response.Body.FlushAsync();
                    await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
                });
            },
            new() { OnBytes = onBytes });
        await site.GetAsync("/page");

        using var client = await RawClient.ConnectAsync(site.Address);
        await client.WriteAsync($"POST /page HTTP/1.1\r\nHost: {site.Address.Authority}\r\nContent-Length: 0\r\n\r\n");
        await client.ReadUntilAsync("done");

        Assert.Equal("page 2", await site.GetAsync("/page"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_page_that_was_being_made_when_its_URL_changed_is_not_kept_and_not_shared_with_those_who_came_later(bool onBytes)
    {
        var content = "old";
        var made = new Counted();
        var release = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(
            app =>
            {
                app.MapGet("/page", async () =>
                {
                    var read = content;
                    if (made.Next() == 1)
                        await release.Task;
                    return read;
                });
                app.MapPost("/page", () => content = "new");
            },
            new() { OnBytes = onBytes });

        var making = site.GetAsync("/page");
        await Eventually.IsTrueAsync(() => made.Count == 1);
        using (await site.SendAsync(HttpMethod.Post, "/page"))
        {
        }

        var later = site.GetAsync("/page");
        await Eventually.IsTrueAsync(() => made.Count == 2);
        release.SetResult();

        Assert.Equal("old", await making);
        Assert.Equal("new", await later);
        Assert.Equal("new", await site.GetAsync("/page"));
    }

    [Fact]
    public async Task A_page_that_was_being_made_when_another_process_changed_its_URL_is_not_kept()
    {
        var made = new Counted();
        var release = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/page", async () =>
            {
                var page = made.Page();
                if (made.Count == 1)
                    await release.Task;
                return page;
            }),
            new() { OnBytes = true });
        await using var other = await StartAsync(new Counted(), onBytes: true, site.Bytes);

        var making = site.SendAsync("/page", ("Host", "site"));
        await Eventually.IsTrueAsync(() => made.Count == 1);
        using (await other.SendAsync(HttpMethod.Post, "/page", ("Host", "site")))
        {
        }

        release.SetResult();
        using (await making)
            Assert.Equal(PageCacheOutcome.Removed, await site.OutcomeAsync());
        Assert.Equal("page 2", await site.GetAsync("/page", ("Host", "site")));
    }

    [Fact]
    public async Task A_lost_generation_makes_pages_anew_and_never_brings_one_back()
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onBytes: true);
        await site.GetAsync("/page");

        site.Bytes!.Store.Remove(Assert.Single(site.Bytes.Store.FinalKeys, static key => key.Contains("page-url:", StringComparison.Ordinal)));

        Assert.Equal("page 2", await site.GetAsync("/page"));
        Assert.Equal("page 2", await site.GetAsync("/page"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Code_can_remove_the_pages_of_a_URL(bool onBytes)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, onBytes);
        await site.GetAsync("/page?x=%C3%A9");
        await site.GetAsync("/page");
        var pages = site.Services.GetRequiredService<IPageCache>();

        await pages.RemoveAsync(new Uri(site.Address, "/page?x=é").ToString(), TestContext.Current.CancellationToken);

        Assert.Equal("page 3", await site.GetAsync("/page?x=%C3%A9"));
        Assert.Equal("page 2", await site.GetAsync("/page"));
    }

    [Fact]
    public async Task A_path_is_removed_on_every_host_of_the_site()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/page", () => made.Page()),
            new() { Options = static options => options.Hosts = ["one.example", "two.example:8080"] });
        await site.GetAsync("/page", ("Host", "one.example"));
        await site.GetAsync("/page", ("Host", "two.example:8080"));

        await site.Services.GetRequiredService<IPageCache>().RemoveAsync("/page", TestContext.Current.CancellationToken);

        Assert.Equal("page 3", await site.GetAsync("/page", ("Host", "one.example")));
        Assert.Equal("page 4", await site.GetAsync("/page", ("Host", "two.example:8080")));
    }

    [Theory]
    [InlineData("/page")]
    [InlineData("page")]
    [InlineData("ftp://example.com/page")]
    public async Task What_is_no_URL_of_a_page_is_refused(string url)
    {
        await using var site = await StartAsync(new Counted(), onBytes: false);
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await site.Services.GetRequiredService<IPageCache>().RemoveAsync(url, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Pages_go_from_every_cache_and_prefix_that_an_endpoint_names()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app =>
            {
                app.MapGet("/page", () => made.Page()).CachePage(60, static options => (options.Cache, options.KeyPrefix) = ("special", "site1"));
                app.MapPost("/page", static () => "done");
            },
            new()
            {
                Services = static services => services.AddCacheKit()
                    .AddBackend("special", new BytesBackend(new BytesStore(TimeProvider.System)))
                    .Configure("special", static options => options.Backend = "special"),
            });
        Assert.Equal("page 1", await site.GetAsync("/page"));
        Assert.Equal("page 1", await site.GetAsync("/page"));

        using (await site.SendAsync(HttpMethod.Post, "/page"))
        {
        }

        Assert.Equal("page 2", await site.GetAsync("/page"));
    }

    private static Task<TestSite> StartAsync(Counted made, bool onBytes, BytesBackend? bytes = null) => TestSite.StartAsync(
        app => app.Map("/{**path}", (HttpContext context, string? vary, int? status, string? location, string? content) =>
        {
            context.Response.Headers.Vary = vary;
            if (context.Request.Method == "GET")
                return Results.Text(made.Page());
            context.Response.Headers.Location = location;
            context.Response.Headers.ContentLocation = content;
            return Results.StatusCode(status ?? 200);
        }),
        new() { OnBytes = onBytes, Bytes = bytes });
}
