using System.Globalization;
using CacheKit.AspNetCore.PageCache.Copies;
using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.Conformance.Bytes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.AspNetCore.Tests.PageCache.Copies;

/// <summary>A page that lies on a server and is at hand is served only as long as the server says that it is still the one.</summary>
public sealed class PageCopyTests
{
    private const string Tag = "late";

    private readonly Counted _made = new();
    private bool _varies;

    [Theory, InlineData("/"), InlineData("/tagged"), InlineData("/late")]
    public async Task A_page_at_hand_is_asked_for_in_one_round_trip_that_does_not_bring_it(string path)
    {
        await using var site = await StartAsync();
        var first = await HoldAsync(site, path);
        site.Bytes!.ForgetCalls();

        using var response = await site.SendAsync(path, ("Host", "site"));

        Assert.Equal(first, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.NotNull(response.Headers.Age);
        Assert.NotNull(response.Headers.ETag);
        var call = Assert.Single(site.Bytes.Calls);
        Assert.Equal("GetMany", call.Operation);
        Assert.DoesNotContain(call.Keys, static key => IsPage(key.Name));
    }

    [Fact]
    public async Task A_page_that_another_process_has_replaced_is_seen_at_the_next_request()
    {
        await using var site = await StartAsync();
        await using var other = await StartAsync(site.Bytes);
        Assert.Equal("page 1", await HoldAsync(site, "/"));
        Assert.Equal("page 1", await HoldAsync(other, "/"));

        Assert.Equal("page 2", await other.GetAsync("/", ("Host", "site"), ("Cache-Control", "no-cache")));

        Assert.Equal("page 2", await site.GetAsync("/", ("Host", "site")));
        Assert.Equal("page 2", await HoldAsync(site, "/"));
    }

    [Theory, InlineData("/"), InlineData("/tagged"), InlineData("/late")]
    public async Task A_page_that_another_process_has_removed_is_made_anew(string path)
    {
        await using var site = await StartAsync();
        await using var other = await StartAsync(site.Bytes);
        await HoldAsync(site, path);
        var pages = other.Services.GetRequiredService<IPageCache>();

        if (path == "/")
            await pages.RemoveAsync("http://site/", TestContext.Current.CancellationToken);
        else
            await pages.RemoveByTagAsync(Tag, TestContext.Current.CancellationToken);

        Assert.Equal("page 2", await site.GetAsync(path, ("Host", "site")));
    }

    [Fact]
    public async Task A_page_of_a_cache_that_was_cleared_is_made_anew()
    {
        await using var site = await StartAsync();
        await HoldAsync(site, "/");

        await site.Services.GetRequiredService<ICache>().ClearAsync(TestContext.Current.CancellationToken);

        Assert.Equal("page 2", await site.GetAsync("/", ("Host", "site")));
    }

    [Theory]
    [InlineData("/", "page-url:")]
    [InlineData("/tagged", "page-tag:")]
    [InlineData("/late", "page-tag:")]
    public async Task A_page_whose_generation_is_lost_is_made_anew(string path, string lost)
    {
        await using var site = await StartAsync();
        await HoldAsync(site, path);

        Lose(site, lost);

        Assert.Equal("page 2", await site.GetAsync(path, ("Host", "site")));
    }

    [Fact]
    public async Task A_page_whose_stamp_is_lost_is_read_again()
    {
        await using var site = await StartAsync();
        await HoldAsync(site, "/");
        Lose(site, "page-stamp:");
        site.Bytes!.ForgetCalls();

        Assert.Equal("page 1", await site.GetAsync("/", ("Host", "site")));
        Assert.Contains(site.Bytes.Calls, static call => call.Keys.Any(static key => IsPage(key.Name)));
        Lose(site, "page:#");
        Assert.Equal("page 2", await site.GetAsync("/", ("Host", "site")));
    }

    [Fact]
    public async Task A_page_that_has_begun_to_vary_in_another_process_is_not_served_to_everybody_any_more()
    {
        await using var site = await StartAsync();
        await using var other = await StartAsync(site.Bytes);
        await HoldAsync(site, "/");
        _varies = true;
        Assert.Equal("page 2", await other.GetAsync("/", ("Host", "site"), ("X-A", "french"), ("Cache-Control", "no-cache")));

        Assert.Equal("page 3", await site.GetAsync("/", ("Host", "site"), ("X-A", "german")));
        Assert.Equal("page 2", await site.GetAsync("/", ("Host", "site"), ("X-A", "french")));
    }

    [Fact]
    public async Task An_expired_page_is_not_served_though_the_server_still_has_it()
    {
        // Its clock stands still.
        await using var site = await StartAsync(new BytesBackend(new BytesStore(new FakeTimeProvider())));
        await HoldAsync(site, "/");
        site.Time.Advance(TimeSpan.FromSeconds(601));

        Assert.Equal("page 2", await site.GetAsync("/", ("Host", "site")));
    }

    [Fact]
    public async Task A_page_at_hand_is_not_served_while_the_server_cannot_say_whether_it_may_be()
    {
        await using var site = await StartAsync();
        await HoldAsync(site, "/");
        site.Bytes!.FailWith(new IOException("down"));

        Assert.Equal("page 2", await site.GetAsync("/", ("Host", "site")));
        site.Bytes.Recover();
        Assert.Equal("page 1", await site.GetAsync("/", ("Host", "site")));
    }

    [Fact]
    public async Task However_many_URLs_are_asked_for_no_more_is_at_hand_than_was_allowed()
    {
        const int limit = 200_000;
        await using var site = await StartAsync(localCopies: limit);
        var copies = site.Services.GetRequiredService<PageCopies>();
        for (var number = 0; number < 100; number++)
        {
            await HoldAsync(site, $"/long?{number}");
            Assert.InRange(copies.Bytes, 1, limit);
        }

        Assert.InRange(copies.Bytes, limit / 2, limit);
    }

    [Fact]
    public async Task A_page_over_a_tenth_of_what_may_be_at_hand_is_read_each_time()
    {
        await using var site = await StartAsync(localCopies: 10_000);
        var first = await HoldAsync(site, "/long");

        Assert.Equal(first, await site.GetAsync("/long", ("Host", "site")));
        Assert.Equal(0, site.Services.GetRequiredService<PageCopies>().Bytes);
    }

    [Fact]
    public async Task Zero_bytes_keep_nothing_at_hand()
    {
        await using var site = await StartAsync(localCopies: 0);
        await HoldAsync(site, "/");
        site.Bytes!.ForgetCalls();

        Assert.Equal("page 1", await site.GetAsync("/", ("Host", "site")));
        Assert.Contains(Assert.Single(site.Bytes.Calls).Keys, static key => IsPage(key.Name));
        Assert.Equal(0, site.Services.GetRequiredService<PageCopies>().Bytes);
    }

    [Fact]
    public async Task Neither_another_alias_nor_another_prefix_is_given_what_is_at_hand()
    {
        var special = new BytesBackend(new BytesStore(new FakeTimeProvider()));
        CachePageAttribute[] places = [new(60), new(60) { Cache = "special" }, new(60) { KeyPrefix = "site2" }];
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            OnBytes = true,
            ServicesBefore = services => services.AddCacheKit().AddBackend("special", special),
            Configuration = { ["Caches:special:Backend"] = "special" },
            Pipeline = app =>
            {
                app.Use((context, next) =>
                {
                    var place = places[int.Parse(context.Request.Headers["X-Place"].ToString(), CultureInfo.InvariantCulture)];
                    context.SetEndpoint(new Endpoint(inner => inner.Response.WriteAsync(_made.Page()), new EndpointMetadataCollection(place), "page"));
                    return next(context);
                });
                app.UseSiteCache();
                app.Run(static context => context.GetEndpoint()!.RequestDelegate!(context));
            },
        });

        // In turn, so that each finds what the others have left.
        for (var round = 0; round < 3; round++)
        {
            for (var place = 0; place < places.Length; place++)
                Assert.Equal($"page {place + 1}", await site.GetAsync("/", ("X-Place", $"{place}")));
        }

        Assert.NotEmpty(special.Calls);
    }

    private Task<TestSite> StartAsync(BytesBackend? bytes = null, long? localCopies = null) => TestSite.StartAsync(
        app =>
        {
            app.MapGet("/", (HttpResponse response) =>
            {
                if (_varies)
                    response.Headers.Vary = "X-A";
                return _made.Page();
            });
            app.MapGet("/tagged", () => _made.Page()).CachePage(600, Tag);
            app.MapGet("/late", (HttpContext context) =>
            {
                context.AddPageTags(Tag);
                return _made.Page();
            });
            app.MapGet("/long", () => _made.Page(new string('x', 5000)));
        },
        new()
        {
            OnBytes = true,
            Bytes = bytes,
            Options = options =>
            {
                options.HonourRequestDirectives = true;
                options.LocalCopies = localCopies ?? options.LocalCopies;
            },
        });

    /// <summary>Asks until the page is at hand.</summary>
    private static async Task<string> HoldAsync(TestSite site, string path)
    {
        await site.OutcomeOfAsync(path, ("Host", "site"));
        return await site.GetAsync(path, ("Host", "site"));
    }

    private static bool IsPage(string name) => name.StartsWith("page:#", StringComparison.Ordinal);

    private static void Lose(TestSite site, string name)
    {
        foreach (var key in site.Bytes!.Store.FinalKeys.Where(key => key.Contains(name, StringComparison.Ordinal)).ToList())
            site.Bytes.Store.Remove(key);
    }
}
