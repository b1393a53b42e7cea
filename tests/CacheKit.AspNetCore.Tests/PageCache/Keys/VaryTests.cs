using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Keys;

public sealed class VaryTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Each_value_of_a_named_header_gets_its_own_page(bool onBytes)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, "X-A", onBytes);

        Assert.Equal("one 1", await site.GetAsync("/", ("X-A", "one")));
        Assert.Equal("two 2", await site.GetAsync("/", ("X-A", "two")));
        Assert.Equal("one 1", await site.GetAsync("/", ("X-A", "one")));
        Assert.Equal("two 2", await site.GetAsync("/", ("x-a", "two")));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task An_absent_header_is_not_an_empty_one(bool onBytes)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, "X-A", onBytes);

        Assert.Equal(" 1", await site.GetAsync("/"));
        await RawClient.SendAsync(site.Address, "GET / HTTP/1.1", "X-A:");
        Assert.Equal(2, made.Count);
        Assert.Equal(" 1", await site.GetAsync("/"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Values_do_not_flow_from_one_header_into_the_next(bool onBytes)
    {
        var made = new Counted();
        await using var site = await StartAsync(made, "X-A, X-B", onBytes);

        Assert.Equal("xy 1", await site.GetAsync("/", ("X-A", "xy"), ("X-B", "z")));
        Assert.Equal("x 2", await site.GetAsync("/", ("X-A", "x"), ("X-B", "yz")));
        Assert.Equal("x 3", await site.GetAsync("/", ("X-A", "x"), ("X-B", "y,z")));
        Assert.Equal("x 2", await site.GetAsync("/", ("X-A", "x"), ("X-B", "yz")));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_list_of_headers_only_grows(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", (HttpContext context) =>
            {
                context.Response.Headers.Vary = context.Request.Headers["X-A"] == "wide" ? "X-A, X-B" : "X-A";
                return made.Page($"{context.Request.Headers["X-A"]}/{context.Request.Headers["X-B"]}");
            }),
            new() { OnBytes = onBytes });

        Assert.Equal("narrow/1 1", await site.GetAsync("/", ("X-A", "narrow"), ("X-B", "1")));
        Assert.Equal("wide/1 2", await site.GetAsync("/", ("X-A", "wide"), ("X-B", "1")));
        // Now the list is X-A and X-B, for pages that do not say so themselves too.
        Assert.Equal("wide/2 3", await site.GetAsync("/", ("X-A", "wide"), ("X-B", "2")));
        Assert.Equal("narrow/2 4", await site.GetAsync("/", ("X-A", "narrow"), ("X-B", "2")));
        Assert.Equal("narrow/3 5", await site.GetAsync("/", ("X-A", "narrow"), ("X-B", "3")));
        Assert.Equal("wide/1 2", await site.GetAsync("/", ("X-A", "wide"), ("X-B", "1")));
    }

    [Fact]
    public async Task A_process_that_knows_nothing_of_a_page_learns_what_it_varies_by_from_the_cache()
    {
        var made = new Counted();
        await using var first = await StartAsync(made, "X-A", onBytes: true);
        await using var second = await TestSite.StartAsync(
            app => app.MapGet("/", (HttpContext context) => Page(context, made, "X-A")), new() { OnBytes = true, Bytes = first.Bytes });
        // One host for both, as behind one proxy.
        await first.GetAsync("/", ("X-A", "one"), ("Host", "site"));
        await first.GetAsync("/", ("X-A", "two"), ("Host", "site"));

        Assert.Equal("two 2", await second.GetAsync("/", ("X-A", "two"), ("Host", "site")));
        second.Bytes!.ForgetCalls();
        Assert.Equal("one 1", await second.GetAsync("/", ("X-A", "one"), ("Host", "site")));
        Assert.Single(second.Bytes.Calls);
    }

    [Fact]
    public async Task A_hit_on_a_server_is_one_round_trip_also_for_a_page_that_varies()
    {
        await using var site = await StartAsync(new Counted(), "X-A", onBytes: true);
        await site.GetAsync("/", ("X-A", "one"));
        site.Bytes!.ForgetCalls();

        await site.GetAsync("/", ("X-A", "one"));

        Assert.Equal("GetMany", Assert.Single(site.Bytes.Calls).Operation);
    }

    [Fact]
    public async Task What_runs_behind_us_cannot_change_which_request_a_page_is_for()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                app.UseSiteCache();
                app.Use(static (context, next) =>
                {
                    context.Request.Headers["X-A"] = "rewritten";
                    return next(context);
                });
                app.MapGet("/", context => Page(context, made, "X-A"));
            },
        });

        Assert.Equal("rewritten 1", await site.GetAsync("/", ("X-A", "one")));
        Assert.Equal("rewritten 2", await site.GetAsync("/", ("X-A", "rewritten")));
        Assert.Equal("rewritten 1", await site.GetAsync("/", ("X-A", "one")));
    }

    [Theory]
    [InlineData("X-Tenant", false)]
    [InlineData("Cookie", true)]
    public async Task What_middleware_outside_says_at_the_last_moment_that_pages_vary_by_is_learnt(string header, bool knowsUsersByCookie)
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            // Then we add Cookie to Vary ourselves, which is not learnt.
            Services = services => _ = knowsUsersByCookie ? services.AddDistributedMemoryCache().AddSession() : services,
            Pipeline = app =>
            {
                app.Use((context, next) =>
                {
                    context.Items["tenant"] = context.Request.Headers[header].ToString();
                    context.Response.OnStarting(() =>
                    {
                        context.Response.Headers.Append("Vary", header);
                        return Task.CompletedTask;
                    });
                    return next(context);
                });
                app.UseSiteCache();
                app.MapGet("/", static (HttpContext context) => $"tenant {context.Items["tenant"]}");
            },
        });

        Assert.Equal("tenant one", await site.GetAsync("/", (header, "one")));
        Assert.Equal("tenant two", await site.GetAsync("/", (header, "two")));
        Assert.Equal("tenant one", await site.GetAsync("/", (header, "one")));
        Assert.Equal([PageCacheOutcome.Stored, PageCacheOutcome.Stored, PageCacheOutcome.Hit], [await site.OutcomeAsync(), await site.OutcomeAsync(), await site.OutcomeAsync()]);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_name_that_begins_with_what_was_said_before_is_learnt_whole(bool onBytes)
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            OnBytes = onBytes,
            Pipeline = static app =>
            {
                app.Use(static (context, next) =>
                {
                    context.Response.OnStarting(() =>
                    {
                        context.Response.Headers.Vary = "Accept-Language";
                        return Task.CompletedTask;
                    });
                    return next(context);
                });
                app.UseSiteCache();
                app.MapGet("/", static context =>
                {
                    context.Response.Headers.Vary = "Accept";
                    return context.Response.WriteAsync($"in {context.Request.Headers.AcceptLanguage}");
                });
            },
        });

        Assert.Equal("in de", await site.GetAsync("/", ("Accept-Language", "de")));
        Assert.Equal("in fr", await site.GetAsync("/", ("Accept-Language", "fr")));
        Assert.Equal("in de", await site.GetAsync("/", ("Accept-Language", "de")));
    }

    [Fact]
    public async Task Cross_origin_answers_are_cached_for_each_origin()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Services = static services => services.AddCors(),
            Pipeline = static app =>
            {
                app.UseCors(static policy => policy.WithOrigins("https://one.example", "https://two.example"));
                app.UseSiteCache();
                app.MapGet("/", static () => "data");
            },
        });

        for (var round = 0; round < 2; round++)
        {
            foreach (var origin in new[] { "https://one.example", "https://two.example" })
            {
                using var response = await site.SendAsync("/", ("Origin", origin));
                Assert.Equal(origin, Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
                Assert.Equal(round == 0 ? PageCacheOutcome.Stored : PageCacheOutcome.Hit, await site.OutcomeAsync());
            }
        }
    }

    [Fact]
    public async Task A_compressed_page_is_only_for_those_who_asked_for_it()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Services = static services => services.AddResponseCompression(),
            Pipeline = app =>
            {
                app.UseSiteCache();
                app.UseResponseCompression();
                app.MapGet("/", () => Results.Text(made.Page(new string('x', 5000)), "text/html"));
            },
        });

        using var compressed = await site.SendAsync("/", ("Accept-Encoding", "gzip"));
        Assert.Equal("gzip", Assert.Single(compressed.Content.Headers.ContentEncoding));
        using var plain = await site.SendAsync("/");
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        using var again = await site.SendAsync("/", ("Accept-Encoding", "gzip"));
        Assert.Equal("gzip", Assert.Single(again.Content.Headers.ContentEncoding));
        Assert.Equal(2, made.Count);
    }

    [Fact]
    public async Task A_page_that_is_compressed_outside_is_stored_once_and_plain()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Services = static services => services.AddResponseCompression(),
            Pipeline = app =>
            {
                app.UseResponseCompression();
                app.UseSiteCache();
                app.MapGet("/", () => Results.Text(made.Page(new string('x', 5000)), "text/html"));
            },
        });

        using var compressed = await site.SendAsync("/", ("Accept-Encoding", "br"));
        using var plain = await site.SendAsync("/");
        using var other = await site.SendAsync("/", ("Accept-Encoding", "gzip"));

        Assert.Equal(["br"], compressed.Content.Headers.ContentEncoding);
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Equal(new string('x', 5000) + " 1", await plain.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["gzip"], other.Content.Headers.ContentEncoding);
        Assert.Equal(1, made.Count);
    }

    private static Task<TestSite> StartAsync(Counted made, string vary, bool onBytes) =>
        TestSite.StartAsync(app => app.MapGet("/", context => Page(context, made, vary)), new() { OnBytes = onBytes });

    private static Task Page(HttpContext context, Counted made, string vary)
    {
        context.Response.Headers.Vary = vary;
        return context.Response.WriteAsync(made.Page(context.Request.Headers["X-A"].ToString()));
    }
}
