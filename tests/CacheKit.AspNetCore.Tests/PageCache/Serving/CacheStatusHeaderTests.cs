using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Serving;

/// <summary>What the field <c>Cache-Status</c> (RFC 9211) tells, where it is on.</summary>
public sealed class CacheStatusHeaderTests
{
    [Theory]
    [InlineData("Production", null, false)]
    [InlineData("Staging", null, false)]
    [InlineData("Development", null, true)]
    [InlineData("Production", "true", true)]
    [InlineData("Development", "false", false)]
    public async Task It_is_sent_in_Development_unless_the_configuration_says_otherwise(string environment, string? setting, bool isSent)
    {
        await using var site = await TestSite.StartAsync(Map, new() { Environment = environment, Configuration = { ["SiteCache:CacheStatus"] = setting } });
        foreach (var path in new[] { "/page", "/page", "/private" })
            Assert.Equal(isSent ? 1 : 0, StatusesOf(await GetAsync(site, path)).Count);
    }

    [Fact]
    public async Task A_setting_that_is_neither_ends_the_start()
    {
        var exception = await Assert.ThrowsAsync<CacheConfigurationException>(() =>
            TestSite.StartAsync(Map, new() { Configuration = { ["SiteCache:CacheStatus"] = "sometimes" } }));
        Assert.Contains("SiteCache:CacheStatus is 'sometimes'", exception.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_page_is_stored_and_then_hit_with_the_seconds_that_are_left(bool onBytes)
    {
        await using var site = await StartAsync(onBytes);
        Assert.Equal("CacheKit; fwd=miss; stored", Assert.Single(StatusesOf(await GetAsync(site, "/page"))));
        Assert.Equal("CacheKit; hit; ttl=600", Assert.Single(StatusesOf(await GetAsync(site, "/page"))));
        site.Time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("CacheKit; hit; ttl=599", Assert.Single(StatusesOf(await GetAsync(site, "/page"))));
        site.Time.Advance(TimeSpan.FromSeconds(599));
        Assert.Equal("CacheKit; hit; ttl=0", Assert.Single(StatusesOf(await GetAsync(site, "/page"))));
        site.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("CacheKit; fwd=miss; stored", Assert.Single(StatusesOf(await GetAsync(site, "/page"))));
    }

    [Fact]
    public async Task A_stale_page_has_less_than_no_seconds_left()
    {
        await using var site = await TestSite.StartAsync(
            static app => app.MapGet("/", static (HttpContext context) => context.Request.Headers.ContainsKey("X-Fail") ? Results.StatusCode(500) : Results.Text("page")),
            new() { Options = static options => (options.CacheStatus, options.StaleIfError) = (true, TimeSpan.FromSeconds(60)) });
        await GetAsync(site, "/");
        site.Time.Advance(TimeSpan.FromSeconds(610.5));
        Assert.Equal("CacheKit; hit; ttl=-11", Assert.Single(StatusesOf(await GetAsync(site, "/", "X-Fail: 1"))));
    }

    [Theory]
    [InlineData("If-None-Match: *", "HTTP/1.1 304")]
    [InlineData("If-Match: \"other\"", "HTTP/1.1 412")]
    [InlineData("Range: bytes=0-1", "HTTP/1.1 206")]
    [InlineData("Range: bytes=9-", "HTTP/1.1 416")]
    public async Task What_a_stored_page_answers_to_conditions_and_ranges_is_a_hit(string header, string status)
    {
        await using var site = await StartAsync();
        await GetAsync(site, "/page");
        var response = await GetAsync(site, "/page", header);
        Assert.StartsWith(status, response.StatusLine, StringComparison.Ordinal);
        Assert.Equal("CacheKit; hit; ttl=600", Assert.Single(StatusesOf(response)));
    }

    [Fact]
    public async Task The_seconds_that_are_left_do_not_count_the_age_it_came_with()
    {
        await using var site = await StartAsync();
        await GetAsync(site, "/old");
        site.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("CacheKit; hit; ttl=7", Assert.Single(StatusesOf(await GetAsync(site, "/old"))));
    }

    [Theory]
    [InlineData("/private", "CacheKit; fwd=miss; detail=CacheControl")]
    [InlineData("/cookie", "CacheKit; fwd=miss; detail=SetCookie")]
    [InlineData("/late-cookie", "CacheKit; fwd=miss; detail=SetCookie")]
    [InlineData("/unknown", "CacheKit; fwd=miss; detail=StatusCode")]
    [InlineData("/excluded", "CacheKit; fwd=bypass; detail=Excluded")]
    [InlineData("/page", "CacheKit; fwd=bypass; detail=AuthorizationHeader", "Authorization: Basic eDp5")]
    [InlineData("/page", "CacheKit; fwd=miss; detail=RequestNoStore", "Cache-Control: no-store")]
    [InlineData("/page", "CacheKit; fwd=miss; detail=Range", "Range: bytes=0-1")]
    public async Task What_is_not_stored_says_why(string path, string status, params string[] headers)
    {
        await using var site = await StartAsync();
        for (var round = 0; round < 2; round++)
            Assert.Equal(status, Assert.Single(StatusesOf(await GetAsync(site, path, headers))));
    }

    [Theory]
    [InlineData("/never", "CacheKit; fwd=bypass; detail=CacheControl")]
    [InlineData("/mine", "CacheKit; fwd=bypass; detail=UserWithoutId")]
    public async Task What_was_not_looked_for_is_no_miss(string path, string status)
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Options = static options => options.CacheStatus = true,
            Pipeline = static app =>
            {
                app.Use(static (context, next) =>
                {
                    context.User = new(new System.Security.Claims.ClaimsIdentity("test"));
                    return next(context);
                });
                app.UseSiteCache();
                app.MapGet("/never", static () => "page").NeverCache();
                app.MapGet("/mine", static () => "page").CachePage(60, static options => options.VaryByUser = true);
            },
        });
        Assert.Equal(status, Assert.Single(StatusesOf(await GetAsync(site, path))));
    }

    [Fact]
    public async Task Another_method_is_no_request_for_a_stored_page()
    {
        await using var site = await StartAsync();
        var response = await RawClient.SendAsync(site.Address, "POST /page HTTP/1.1", "Content-Length: 0");
        Assert.Equal("CacheKit; fwd=method; detail=Method", Assert.Single(StatusesOf(response)));
    }

    [Fact]
    public async Task An_answer_that_we_make_up_ourselves_has_none()
    {
        await using var site = await StartAsync();
        var response = await GetAsync(site, "/page", "Cache-Control: only-if-cached");
        Assert.StartsWith("HTTP/1.1 504", response.StatusLine, StringComparison.Ordinal);
        Assert.Empty(StatusesOf(response));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_caches_before_us_say_stays_and_comes_first(bool onBytes)
    {
        await using var site = await StartAsync(onBytes);
        Assert.Equal(["Origin; hit; ttl=9", "CacheKit; fwd=miss; stored"], StatusesOf(await GetAsync(site, "/upstream")));
        Assert.Equal(["Origin; hit; ttl=9", "CacheKit; hit; ttl=600"], StatusesOf(await GetAsync(site, "/upstream")));
        Assert.Equal(["Origin; hit; ttl=9", "CacheKit; hit; ttl=600"], StatusesOf(await GetAsync(site, "/upstream")));
    }

    [Fact]
    public async Task Ours_is_not_stored_with_the_page()
    {
        await using var writing = await StartAsync(onBytes: true);
        await writing.GetAsync("/page", ("Host", "site"));
        await using var reading = await TestSite.StartAsync(Map, new() { OnBytes = true, Bytes = writing.Bytes });
        using var hit = await reading.SendAsync("/page", ("Host", "site"));
        Assert.NotNull(hit.Headers.Age);
        Assert.False(hit.Headers.Contains("Cache-Status"));
    }

    [Fact]
    public async Task A_page_that_streams_says_what_is_known_when_it_begins()
    {
        var release = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(
            app => app.MapGet("/", async context =>
            {
                await context.Response.WriteAsync("first ");
                await context.Response.Body.FlushAsync();
                await release.Task;
                await context.Response.WriteAsync("second");
            }),
            new() { Options = static options => options.CacheStatus = true });
        using var client = await RawClient.ConnectAsync(site.Address);
        await client.WriteAsync($"GET / HTTP/1.1\r\nHost: {site.Address.Authority}\r\nConnection: close\r\n\r\n");

        var beginning = await client.ReadUntilAsync("first ");

        Assert.Equal("CacheKit; fwd=miss; stored", Assert.Single(StatusesOf(RawResponse.Parse(beginning))));
        release.SetResult();
        await client.ReadToEndAsync();
    }

    [Fact]
    public async Task Site_cache_and_attribute_together_say_it_once()
    {
        await using var site = await TestSite.StartAsync(
            static app => app.MapGet("/", static () => "page").CachePage(60), new() { Options = static options => options.CacheStatus = true });
        Assert.Equal("CacheKit; fwd=miss; stored", Assert.Single(StatusesOf(await GetAsync(site, "/"))));
        Assert.Equal("CacheKit; hit; ttl=60", Assert.Single(StatusesOf(await GetAsync(site, "/"))));
    }

    [Fact]
    public async Task The_pair_says_it_too()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Options = static options => options.CacheStatus = true,
            Pipeline = static app =>
            {
                app.UseUpdateCache();
                app.Use(static (context, next) => context.Request.Path == "/between" ? context.Response.WriteAsync("between") : next(context));
                app.UseFetchFromCache();
                Map(app);
            },
        });
        Assert.Equal("CacheKit; fwd=miss; stored", Assert.Single(StatusesOf(await GetAsync(site, "/page"))));
        Assert.Equal("CacheKit; hit; ttl=600", Assert.Single(StatusesOf(await GetAsync(site, "/page"))));
        Assert.Equal("CacheKit; fwd=miss; detail=CacheControl", Assert.Single(StatusesOf(await GetAsync(site, "/private"))));
        Assert.Equal("CacheKit; fwd=bypass; detail=NotAsked", Assert.Single(StatusesOf(await GetAsync(site, "/between"))));
        var posted = await RawClient.SendAsync(site.Address, "POST /page HTTP/1.1", "Content-Length: 0");
        Assert.Equal("CacheKit; fwd=method; detail=Method", Assert.Single(StatusesOf(posted)));
    }

    private static Task<TestSite> StartAsync(bool onBytes = false) => TestSite.StartAsync(Map, new()
    {
        OnBytes = onBytes,
        Options = static options => (options.CacheStatus, options.Exclude) = (true, ["/excluded"]),
    });

    private static Task<RawResponse> GetAsync(TestSite site, string path, params string[] headers) =>
        RawClient.SendAsync(site.Address, $"GET {path} HTTP/1.1", headers);

    private static IReadOnlyList<string> StatusesOf(RawResponse response) =>
        [.. response.HeaderLines.Where(static line => line.StartsWith("Cache-Status:", StringComparison.OrdinalIgnoreCase)).Select(static line => line[13..].Trim())];

    private static void Map(WebApplication app)
    {
        app.Map("/page", static () => "page");
        app.MapGet("/excluded", static () => "page");
        app.MapGet("/private", static (HttpResponse response) => Say(response, "Cache-Control", "private"));
        app.MapGet("/cookie", static (HttpResponse response) => Say(response, "Set-Cookie", "a=b"));
        app.MapGet("/upstream", static (HttpResponse response) => Say(response, "Cache-Status", "Origin; hit; ttl=9"));
        app.MapGet("/old", static (HttpResponse response) =>
        {
            response.Headers.Age = "50";
            return Say(response, "Cache-Control", "max-age=60");
        });
        app.MapGet("/late-cookie", static (HttpResponse response) =>
        {
            response.OnStarting(() =>
            {
                response.Cookies.Append("late", "1");
                return Task.CompletedTask;
            });
            return "page";
        });
    }

    private static string Say(HttpResponse response, string name, string value)
    {
        response.Headers[name] = value;
        return "page";
    }
}
