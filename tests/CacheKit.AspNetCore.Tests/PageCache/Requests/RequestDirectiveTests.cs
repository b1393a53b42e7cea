using System.Net;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Requests;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Requests;

/// <summary>What requests may ask of the cache, with <c>SiteCache:HonourRequestDirectives</c> and without.</summary>
public sealed class RequestDirectiveTests
{
    [Theory]
    [InlineData("Cache-Control", "no-cache")]
    [InlineData("Cache-Control", "max-age=0")]
    [InlineData("Cache-Control", "min-fresh=100000")]
    [InlineData("Pragma", "no-cache")]
    public async Task Nobody_can_make_the_server_work_unless_the_site_lets_them(string name, string value)
    {
        await using var site = await StartAsync(honour: false);
        await site.GetAsync("/");
        site.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("page 1", await site.GetAsync("/", (name, value)));
    }

    [Theory]
    [InlineData("Cache-Control", "no-cache")]
    [InlineData("Cache-Control", "max-stale, No-Cache")]
    [InlineData("Cache-Control", "x=\"unterminated")]
    [InlineData("Cache-Control", "max-age=0")]
    [InlineData("Cache-Control", "max-age=9")]
    [InlineData("Cache-Control", "max-age=-1")]
    [InlineData("Cache-Control", "max-age=\"60\"")]
    [InlineData("Cache-Control", "max-age=60, max-age=60")]
    [InlineData("Cache-Control", "min-fresh=591")]
    [InlineData("Cache-Control", "min-fresh=soon")]
    [InlineData("Pragma", "no-cache")]
    public async Task A_page_that_is_not_fresh_enough_is_made_anew_for_all(string name, string value)
    {
        foreach (var onBytes in new[] { false, true })
        {
            await using var site = await StartAsync(honour: true, onBytes);
            await site.GetAsync("/");
            site.Time.Advance(TimeSpan.FromSeconds(10));

            Assert.Equal("page 2", await site.GetAsync("/", (name, value)));

            Assert.Equal("page 2", await site.GetAsync("/"));
        }
    }

    [Theory]
    [InlineData("Cache-Control", "max-age=10")]
    [InlineData("Cache-Control", "max-age=99999999999999")]
    [InlineData("Cache-Control", "min-fresh=590")]
    [InlineData("Cache-Control", "max-stale")]
    [InlineData("Cache-Control", "max-stale=5")]
    [InlineData("Cache-Control", "max-stale=x")]
    [InlineData("Cache-Control", "no-store")]
    [InlineData("Cache-Control", "only-if-cached")]
    [InlineData("Cache-Control", "x=\"no-cache\"")]
    [InlineData("Pragma", "x")]
    public async Task A_page_that_is_fresh_enough_is_served(string name, string value)
    {
        foreach (var onBytes in new[] { false, true })
        {
            await using var site = await StartAsync(honour: true, onBytes);
            await site.GetAsync("/");
            site.Time.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal("page 1", await site.GetAsync("/", (name, value)));
        }
    }

    [Fact]
    public async Task Pragma_is_for_those_who_know_no_better()
    {
        await using var site = await StartAsync(honour: true);
        await site.GetAsync("/");
        Assert.Equal("page 1", await site.GetAsync("/", ("Pragma", "no-cache"), ("Cache-Control", "max-age=60")));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task No_store_of_a_request_only_keeps_its_own_answer_out(bool honour)
    {
        await using var site = await StartAsync(honour);
        Assert.Equal(PageCacheOutcome.RequestNoStore, await site.OutcomeOfAsync("/", ("Cache-Control", "no-store")));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/", ("Cache-Control", "no-store")));
    }

    [Theory]
    [InlineData("only-if-cached, no-cache")]
    [InlineData("only-if-cached, max-age=5")]
    [InlineData("only-if-cached, min-fresh=595")]
    public async Task What_may_neither_be_made_nor_served_is_504(string cacheControl)
    {
        foreach (var onBytes in new[] { false, true })
        {
            await using var site = await StartAsync(honour: true, onBytes);
            await site.GetAsync("/");
            site.Time.Advance(TimeSpan.FromSeconds(10));

            using (var response = await site.SendAsync("/", ("Cache-Control", cacheControl)))
                Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);

            Assert.Equal("page 1", await site.GetAsync("/"));
        }
    }

    [Fact]
    public async Task A_page_whose_age_came_with_it_is_as_old_as_it_says()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", (HttpResponse response) =>
            {
                response.Headers.CacheControl = "max-age=100";
                response.Headers.Age = "50";
                return made.Page();
            }),
            new() { Options = static options => options.HonourRequestDirectives = true });
        await site.GetAsync("/");
        Assert.Equal("page 1", await site.GetAsync("/", ("Cache-Control", "max-age=50, min-fresh=50")));
        Assert.Equal("page 2", await site.GetAsync("/", ("Cache-Control", "max-age=49")));
        Assert.Equal("page 3", await site.GetAsync("/", ("Cache-Control", "min-fresh=51")));
    }

    [Fact]
    public async Task Who_wants_a_page_of_its_own_does_not_wait_for_one_in_the_making()
    {
        var made = new Counted();
        var release = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", async () =>
            {
                var page = made.Page();
                if (made.Count == 1)
                    await release.Task;
                return page;
            }),
            new() { Options = static options => options.HonourRequestDirectives = true });
        var first = site.GetAsync("/");
        await Eventually.IsTrueAsync(() => made.Count == 1);

        Assert.Equal("page 2", await site.GetAsync("/", ("Cache-Control", "no-cache")));

        release.SetResult();
        Assert.Equal("page 1", await first);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(61, false)]
    [InlineData(61, true)]
    public async Task Nobody_else_waits_while_a_stored_page_is_made_anew_for_who_wants_it_fresher(int age, bool onBytes)
    {
        var handler = new Handler { CacheControl = "max-age=60, stale-while-revalidate=30" };
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", handler.RunAsync),
            new() { OnBytes = onBytes, Options = static options => options.HonourRequestDirectives = true });
        await site.GetAsync("/");
        site.Time.Advance(TimeSpan.FromSeconds(age));
        var release = new TaskCompletionSource();
        handler.Wait = release.Task;
        var fresher = site.GetAsync("/", ("Cache-Control", "min-fresh=61"));
        await Eventually.IsTrueAsync(() => handler.Count == 2);
        var remaking = age > 60 ? site.GetAsync("/") : Task.FromResult("");
        await Eventually.IsTrueAsync(() => age == 0 || handler.Count == 3);

        Assert.Equal("page 1", await site.GetAsync("/").WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));

        release.SetResult();
        await Task.WhenAll(fresher, remaking);
    }

    [Fact]
    public async Task The_pair_serves_stale_pages_to_who_takes_them()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Options = static options => (options.HonourRequestDirectives, options.StaleIfError) = (true, TimeSpan.FromSeconds(60)),
            Pipeline = app =>
            {
                app.UseUpdateCache();
                app.UseFetchFromCache();
                app.MapGet("/", () => made.Page());
            },
        });
        await site.GetAsync("/");
        site.Time.Advance(TimeSpan.FromSeconds(610));
        Assert.Equal("page 1", await site.GetAsync("/", ("Cache-Control", "max-stale")));
        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    [Fact]
    public async Task The_pair_listens_too_and_HEAD_is_no_other_page()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Options = static options => (options.HonourRequestDirectives, options.CacheStatus) = (true, true),
            Pipeline = app =>
            {
                app.UseUpdateCache();
                app.UseFetchFromCache();
                app.Map("/", () => made.Page());
            },
        });
        await site.GetAsync("/");
        using (var head = await site.SendAsync(HttpMethod.Head, "/", ("Cache-Control", "no-cache")))
            Assert.Equal("CacheKit; fwd=request; stored", Assert.Single(head.Headers.GetValues("Cache-Status")));
        using (var get = await site.SendAsync("/", ("Cache-Control", "no-cache")))
            Assert.Equal("CacheKit; fwd=request; stored", Assert.Single(get.Headers.GetValues("Cache-Status")));
        Assert.Equal("page 3", await site.GetAsync("/"));
    }

    [Theory]
    [InlineData("max-stale", "page 1")]
    [InlineData("max-stale=10", "page 1")]
    [InlineData("max-stale=9", "page 2")]
    [InlineData("max-age=1000", "page 2")]
    public async Task Max_stale_takes_what_is_kept_for_errors(string cacheControl, string expected)
    {
        foreach (var onBytes in new[] { false, true })
        {
            var made = new Counted();
            await using var site = await TestSite.StartAsync(
                app => app.MapGet("/", () => made.Page()),
                new() { OnBytes = onBytes, Options = static options => (options.HonourRequestDirectives, options.StaleIfError) = (true, TimeSpan.FromSeconds(60)) });
            await site.GetAsync("/");
            site.Time.Advance(TimeSpan.FromSeconds(610));
            Assert.Equal(expected, await site.GetAsync("/", ("Cache-Control", cacheControl)));
            Assert.Equal("page 2", await site.GetAsync("/"));
        }
    }

    [Theory]
    [InlineData("max-stale", -1000, true)]
    [InlineData("max-stale=10", -10, true)]
    [InlineData("max-stale=10", -11, false)]
    [InlineData("max-stale=x", -1, false)]
    [InlineData("max-stale=", -1, false)]
    [InlineData("max-stale=10, max-stale=20", -1, false)]
    [InlineData("max-stale=99999999999", -1000, true)]
    [InlineData("max-age=100000", -1, false)]
    [InlineData("max-stale=10, max-age=100", -1, false)]
    [InlineData("max-stale=10, min-fresh=0", -1, false)]
    public void A_stale_page_is_taken_only_by_who_says_how_stale(string cacheControl, int left, bool accepted)
    {
        var now = new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);
        var page = new PageEntry
        {
            Key = "",
            Vary = VaryHeaders.None,
            StatusCode = 200,
            Headers = [],
            Body = [],
            ContentLength = 0,
            InitialAge = 0,
            StoredAt = now.AddSeconds(left - 600).ToUnixTimeMilliseconds(),
            Timeout = 600_000,
        };
        IHeaderDictionary headers = new HeaderDictionary { ["Cache-Control"] = cacheControl };
        Assert.Equal(accepted, RequestFreshness.Read(headers).Accepts(page, now));
    }

    private static Task<TestSite> StartAsync(bool honour, bool onBytes = false)
    {
        var made = new Counted();
        return TestSite.StartAsync(
            app => app.MapGet("/", () => made.Page()),
            new() { OnBytes = onBytes, Configuration = { ["SiteCache:HonourRequestDirectives"] = honour ? "true" : null } });
    }
}
