using System.Text.RegularExpressions;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Dashboard;

/// <summary>The dashboard's own files, and the headers of its pages.</summary>
public sealed partial class AssetTests
{
    [Theory]
    [InlineData("dashboard.css", "text/css; charset=utf-8")]
    [InlineData("dashboard.js", "text/javascript; charset=utf-8")]
    [InlineData("dashboard.svg", "image/svg+xml")]
    public async Task A_file_has_a_URL_of_its_content_and_may_be_kept(string name, string type)
    {
        await using var site = await DashboardSite.StartAsync();
        var page = await new DashboardVisitor(site).GetAsync("/_cache");

        using var response = await site.SendAsync(PathOf(page.Html, name));

        Assert.Equal(type, response.Content.Headers.ContentType?.ToString());
        Assert.Equal("max-age=31536000, private, immutable", response.Headers.CacheControl?.ToString());
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/_cache")]
    [InlineData("/_cache/cache?name=default")]
    [InlineData("/_cache/pages")]
    [InlineData("/_cache/clear?name=default")]
    [InlineData("/_cache/cache?name=unknown")]
    public async Task A_page_may_be_kept_framed_and_scripted_by_nobody(string path)
    {
        await using var site = await DashboardSite.StartAsync();

        var response = await RawClient.SendAsync(site.Address, $"GET {path} HTTP/1.1");

        Assert.Equal("no-store", response.Header("Cache-Control"));
        Assert.Null(response.Header("Pragma"));
        Assert.Equal("DENY", response.Header("X-Frame-Options"));
        Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
        Assert.Equal("same-origin", response.Header("Referrer-Policy"));
        Assert.Equal("same-origin", response.Header("Cross-Origin-Opener-Policy"));
        Assert.Equal(
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            response.Header("Content-Security-Policy"));
        Assert.DoesNotMatch(Inline(), response.Text);
    }

    [Fact]
    public async Task The_page_cache_leaves_it_alone()
    {
        await using var site = await DashboardSite.StartAsync();

        Assert.Equal(PageCacheOutcome.LeftAlone, await site.OutcomeOfAsync("/_cache"));
        Assert.Equal(PageCacheOutcome.LeftAlone, await site.OutcomeOfAsync("/_cache"));
        Assert.Equal(PageCacheOutcome.LeftAlone, await site.OutcomeOfAsync("/_cache/pages"));
    }

    [Fact]
    public async Task Nor_does_output_caching_keep_it()
    {
        await using var site = await DashboardSite.StartAsync(
            "Development",
            static app =>
            {
                app.UseOutputCache();
                app.MapCacheDashboard();
                app.MapGet("/kept", static () => "kept").CachePage(TimeSpan.Zero);
            },
            setup: new SiteSetup { Services = static services => services.AddOutputCache(static options => options.AddBasePolicy(static _ => { })) });

        foreach (var (path, isKept) in ((string, bool)[])[("/kept", true), ("/_cache", false), ("/_cache/cache?name=default", false)])
        {
            using var first = await site.SendAsync(path);
            using var second = await site.SendAsync(path);
            Assert.Equal((path, isKept), (path, second.Headers.Age is not null));
        }
    }

    [Fact]
    public async Task A_group_that_keeps_its_pages_keeps_no_dashboard()
    {
        await using var site = await DashboardSite.StartAsync(
            "Development", static app => app.MapGroup("/admin").CachePage(TimeSpan.FromMinutes(5)).MapCacheDashboard("/cache"));

        for (var look = 0; look < 3; look++)
        {
            using var response = await site.SendAsync("/admin/cache");
            Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
            Assert.NotEqual(PageCacheOutcome.Hit, await site.OutcomeAsync());
        }
    }

    [Fact]
    public async Task A_HEAD_is_answered_as_a_GET_without_its_body()
    {
        await using var site = await DashboardSite.StartAsync();

        var get = await RawClient.SendAsync(site.Address, "GET /_cache/clear?name=default HTTP/1.1");
        var head = await RawClient.SendAsync(site.Address, "HEAD /_cache HTTP/1.1");

        Assert.Equal("HTTP/1.1 200 OK", head.StatusLine);
        Assert.Equal("", head.Body);
        Assert.True(int.Parse(head.Header("Content-Length")!, null) > 1000);
        Assert.Equal(get.Header("Content-Security-Policy"), head.Header("Content-Security-Policy"));
    }

    [Fact]
    public async Task Links_lead_to_where_the_application_is_hosted()
    {
        await using var site = await DashboardSite.StartAsync("Development", static app =>
        {
            app.UsePathBase("/shop");
            app.UseRouting();
            app.MapCacheDashboard("/{tenant}/cache");
        });

        var answer = await new DashboardVisitor(site).GetAsync("/shop/north/cache/pages");

        Assert.Equal(200, answer.Status);
        Assert.Contains("href=\"/shop/north/cache/cache?name=default\"", answer.Html, StringComparison.Ordinal);
    }

    /// <summary>The URL of a file of the dashboard in one of its pages.</summary>
    public static string PathOf(string html, string name) => Regex.Match(html, $"\"(/_cache/assets/[0-9a-f]{{16}}/{Regex.Escape(name)})\"").Groups[1].Value;

    [GeneratedRegex("<style|<script(?![^>]* src=)| style=| on[a-z]+=|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();
}
