using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.Backends;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.AspNetCore.Tests.Dashboard;

/// <summary>Keys, values, URLs and tags are whatever visitors of the site want; secrets are nobody's.</summary>
public sealed class HostileDashboardTests
{
    private const string Script = "\"'><script>alert(1)</script>";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/_cache/keys?name=default")]
    [InlineData("/_cache/key?name=default&key={0}")]
    [InlineData("/_cache/key?name=default&key=fragment%3A{0}")]
    [InlineData("/_cache/key?name=default&key=json")]
    [InlineData("/_cache/key?name=default&key=nowhere{0}")]
    [InlineData("/_cache/keys?name=default&like={0}")]
    [InlineData("/_cache/cache?name={0}")]
    [InlineData("/_cache/keys?name=default&version={0}")]
    [InlineData("/_cache/pages?name=default&like={0}&by={0}&from={0}&part={0}")]
    [InlineData("/_cache/clear?name={0}")]
    [InlineData("/_cache/cache?name=default&done={0}")]
    [InlineData("/_cache/pages")]
    [InlineData("/_cache")]
    public async Task What_others_wrote_is_text_and_no_markup(string path)
    {
        await using var site = await DashboardSite.StartAsync(static app => app.MapGet("/{**path}", (string path, HttpContext context) =>
        {
            context.AddPageTags($"tag{Script}");
            context.Response.Headers["X-Page"] = Script;
            return $"page {path}{Script}";
        }));
        var cache = site.Services.GetRequiredService<ICache>();
        await cache.SetAsync(Script, Script, cancellationToken: Token);
        await cache.SetAsync($"fragment:{Script}", $"<p>{Script}</p>", cancellationToken: Token);
        await cache.SetAsync("json", new Dictionary<string, string> { [Script] = Script }, cancellationToken: Token);
        await RawClient.SendAsync(site.Address, $"GET /page?{Script.Replace(' ', '+')} HTTP/1.1");

        var answer = await new DashboardVisitor(site).GetAsync(string.Format(null, path, Uri.EscapeDataString(Script)));

        Assert.InRange(answer.Status, 200, 404);
        Assert.DoesNotContain("<script>", answer.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\"'>", answer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_is_looked_into_is_text_too()
    {
        await using var site = await DashboardSite.StartAsync(static app => app.MapGet("/page", static (HttpContext context) =>
        {
            context.AddPageTags($"tag{Script}");
            context.Response.Headers["X-Page"] = Script;
            return Results.Text($"<h1>{Script}</h1>", "text/html");
        }));
        await RawClient.SendAsync(site.Address, $"GET /page?{Script} HTTP/1.1");
        var list = await new DashboardVisitor(site).GetAsync("/_cache/pages");
        var link = list.Html.Split("class=\"key\"><a href=\"")[1].Split('"')[0];

        var answer = await new DashboardVisitor(site).GetAsync(System.Net.WebUtility.HtmlDecode(link));

        Assert.Contains($"<h1>{Script}</h1>", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", answer.Html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_cannot_be_seen_is_shown_by_its_number()
    {
        await using var site = await DashboardSite.StartAsync();
        await site.Services.GetRequiredService<ICache>().SetAsync("pay\u202Eload\u0000", "a\u2066b\tc\nd", cancellationToken: Token);

        var list = await new DashboardVisitor(site).GetAsync("/_cache/keys?name=default");
        var entry = await new DashboardVisitor(site).GetAsync("/_cache/key?name=default&key=pay%E2%80%AEload%00");

        Assert.Contains(">pay\\u202eload\\u0000</a>", list.Html, StringComparison.Ordinal);
        Assert.Contains("a\\u2066b\tc\nd", entry.Text, StringComparison.Ordinal);
        Assert.Contains("<h1 class=\"key\">pay\\u202eload\\u0000</h1>", entry.Html, StringComparison.Ordinal);
        Assert.Contains("<code>:1:pay\\u202eload\\u0000</code>", entry.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_are_shown_nowhere()
    {
        await using var site = await DashboardSite.StartAsync(setup: OnVault());
        await Assert.ThrowsAsync<CacheBackendException>(async () => await site.Services.GetRequiredService<ICaches>()["vault"].GetAsync<string>("k", Token));
        var visitor = new DashboardVisitor(site);

        foreach (var path in (string[])["/_cache", "/_cache/cache?name=vault", "/_cache/key?name=vault&key=k", "/_cache/keys?name=vault", "/_cache/clear?name=vault", "/_cache/pages?name=vault"])
            Assert.DoesNotContain("s3cret", (await visitor.GetAsync(path)).Text, StringComparison.Ordinal);
        await visitor.GetAsync("/_cache/clear?name=vault");
        Assert.DoesNotContain("s3cret", (await visitor.PostAsync("/_cache/clear", ("name", "vault"))).Text, StringComparison.Ordinal);
        Assert.Contains("tcp://***@host", (await visitor.GetAsync("/_cache/cache?name=vault")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_backend_of_somebody_else_says_is_for_the_log()
    {
        await using var site = await DashboardSite.StartAsync(setup: OnVault());

        var answer = await new DashboardVisitor(site).GetAsync("/_cache/key?name=vault&key=k");

        Assert.Contains("It failed with System.IO.IOException. The log says more (event 2072).", answer.Text, StringComparison.Ordinal);
        Assert.Contains("s3cret", Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2072).Exception!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", "the key 'k' is in the way")]
    [InlineData("false", "System.InvalidOperationException")]
    public async Task Failures_tell_no_keys_where_logs_must_not(string logKeys, string expected)
    {
        await using var site = await DashboardSite.StartAsync(setup: new SiteSetup
        {
            Configuration = new() { ["Caches:default:Backend"] = "locmem", ["Caches:told:Backend"] = "told", ["Caches:told:Options:LogKeys"] = logKeys },
            ServicesBefore = static services => services.AddCacheKit().AddBackend(new CacheBackendDescriptor("told", static _ => new BrokenBackend())
            {
                Explain = static failure => failure is InvalidOperationException ? failure : new InvalidOperationException("the key 'k' is in the way"),
            }),
        });
        await new DashboardVisitor(site).GetAsync("/_cache");
        await Assert.ThrowsAsync<CacheBackendException>(async () => await site.Services.GetRequiredService<ICaches>()["told"].GetAsync<string>("k", Token));

        var answer = await new DashboardVisitor(site).GetAsync("/_cache/cache?name=told");

        Assert.Contains($"<td class=\"break\">{expected}</td>", answer.Text, StringComparison.Ordinal);
        Assert.Equal(logKeys == "true", answer.Text.Contains("is in the way", StringComparison.Ordinal));
        var key = await new DashboardVisitor(site).GetAsync("/_cache/key?name=told&key=k");
        Assert.Equal(logKeys == "true", key.Text.Contains("is in the way", StringComparison.Ordinal));
        // What the page does not say, the log does.
        Assert.Equal(logKeys == "false", key.Text.Contains("It failed with System.IO.IOException. The log says more (event 2072).", StringComparison.Ordinal));
        Assert.Equal(logKeys == "false" ? 1 : 0, site.Log.GetSnapshot().Count(static record => record.Id.Id == 2072));
    }

    [Fact]
    public async Task What_the_file_backend_says_is_shown()
    {
        using var folder = new TemporaryFolder();
        await using var site = await DashboardSite.StartAsync(setup: new SiteSetup
        {
            Configuration = new() { ["Caches:default:Backend"] = "locmem", ["Caches:files:Backend"] = "file", ["Caches:files:Location"] = Path.Combine(folder.Path, "taken", "files") },
        });
        await new DashboardVisitor(site).GetAsync("/_cache");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "taken"), "a file where a directory should be", Token);
        await Assert.ThrowsAsync<CacheBackendException>(async () => await site.Services.GetRequiredService<ICaches>()["files"].SetAsync("k", "value", cancellationToken: Token));

        var answer = await new DashboardVisitor(site).GetAsync("/_cache/cache?name=files");

        Assert.Contains(Path.Combine(folder.Path, "taken"), answer.Text.Split("Last failures")[1].Split("</section>")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_logs_must_not_show_are_not_listed()
    {
        await using var site = await DashboardSite.StartAsync(static app => app.MapGet("/private", static () => "page"), new SiteSetup
        {
            Configuration = new() { ["Caches:default:Backend"] = "locmem", ["Caches:default:Options:LogKeys"] = "false" },
        });
        await site.GetAsync("/private");

        foreach (var path in (string[])["/_cache/keys?name=default", "/_cache/pages", "/_cache/cache?name=default"])
        {
            var answer = await new DashboardVisitor(site).GetAsync(path);
            Assert.Contains("Options:LogKeys of this cache is false", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("/private", answer.Text, StringComparison.Ordinal);
        }
    }

    private static SiteSetup OnVault() => new()
    {
        Configuration = new() { ["Caches:default:Backend"] = "locmem", ["Caches:vault:Backend"] = "vault", ["Caches:vault:Location"] = "tcp://bob:s3cret@host" },
        ServicesBefore = static services => services.AddCacheKit().AddBackend(new CacheBackendDescriptor("vault", static _ => Failing())),
    };

    private static CacheKit.Conformance.Bytes.BytesBackend Failing()
    {
        var backend = new CacheKit.Conformance.Bytes.BytesBackend(new(new FakeTimeProvider()));
        backend.FailWith(new IOException("Cannot log in to host as bob with s3cret."));
        return backend;
    }
}
