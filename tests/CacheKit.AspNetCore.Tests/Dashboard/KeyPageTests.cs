using System.ComponentModel;
using System.Text.Json.Serialization;
using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.Keys;

namespace CacheKit.AspNetCore.Tests.Dashboard;

/// <summary>Keys and their values.</summary>
public sealed class KeyPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("text", "text", "Grüezi")]
    [InlineData("number", "integer", "42")]
    [InlineData("bytes", "bytes", "000000  00 ff 41 ")]
    [InlineData("json", "JSON", "{\n  \"Name\": \"Ada\"\n}")]
    [InlineData("null", "null", "Value")]
    [InlineData("fragment:menu", "fragment (HTML)", "<ul><li>one</li></ul>")]
    public async Task A_value_is_shown_by_its_kind(string key, string kind, string expected)
    {
        foreach (var onBytes in (bool[])[false, true])
        {
            await using var site = await DashboardSite.StartAsync(setup: new SiteSetup { OnBytes = onBytes });
            await FillAsync(site.Services.GetRequiredService<ICache>());

            var answer = await new DashboardVisitor(site).GetAsync($"/_cache/key?name=default&key={Uri.EscapeDataString(key)}");

            Assert.Equal(200, answer.Status);
            Assert.Contains($"<dt>Kind</dt><dd>{kind}</dd>", answer.Html, StringComparison.Ordinal);
            Assert.Contains(expected, answer.Text, StringComparison.Ordinal);
            Assert.Contains($"<code>:1:{key}</code>", answer.Html, StringComparison.Ordinal);
            Assert.Contains("<dt>Expires in</dt><dd>5 min</dd>", answer.Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_entry_whose_tag_was_removed_is_not_there()
    {
        foreach (var onBytes in (bool[])[false, true])
        {
            await using var site = await DashboardSite.StartAsync(setup: new SiteSetup { OnBytes = onBytes });
            var cache = site.Services.GetRequiredService<ICache>();
            await cache.SetAsync("tagged", "value", new CacheEntryOptions { Tags = ["red"] }, Token);
            Assert.Contains("value", (await new DashboardVisitor(site).GetAsync("/_cache/key?name=default&key=tagged")).Text, StringComparison.Ordinal);

            await cache.RemoveByTagAsync(["red"], Token);

            Assert.Contains("This key is not in the cache 'default' under version 1.", (await new DashboardVisitor(site).GetAsync("/_cache/key?name=default&key=tagged")).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_long_value_is_cut_and_its_length_told()
    {
        await using var site = await DashboardSite.StartAsync();
        var cache = site.Services.GetRequiredService<ICache>();
        await cache.SetAsync("text", new string('x', 100_000), cancellationToken: Token);
        await cache.SetAsync("bytes", new byte[10_000], cancellationToken: Token);

        var text = await new DashboardVisitor(site).GetAsync("/_cache/key?name=default&key=text");
        var bytes = await new DashboardVisitor(site).GetAsync("/_cache/key?name=default&key=bytes");

        Assert.Contains("The first 65\u00A0536 of 100\u00A0000 characters.", text.Text, StringComparison.Ordinal);
        Assert.InRange(text.Html.Length, 65_536, 80_000);
        Assert.Contains("The first 4\u00A0096 of 10\u00A0000 bytes.", bytes.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_version_is_another_key()
    {
        await using var site = await DashboardSite.StartAsync();
        await site.Services.GetRequiredService<ICache>().WithVersion(7).SetAsync("k", "seventh", cancellationToken: Token);

        Assert.DoesNotContain("seventh", (await new DashboardVisitor(site).GetAsync("/_cache/key?name=default&key=k")).Text, StringComparison.Ordinal);
        Assert.Contains("seventh", (await new DashboardVisitor(site).GetAsync("/_cache/key?name=default&key=k&version=7")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_the_backend_refuses_is_told()
    {
        await using var site = await DashboardSite.StartAsync(setup: new SiteSetup { OnBytes = true, Bytes = new(new(TimeProvider.System)) { KeyPolicy = CacheKit.Backends.CacheKeyPolicy.Refuse } });

        var answer = await new DashboardVisitor(site).GetAsync($"/_cache/key?name=default&key={new string('k', KeyRules.MaximumLength)}");

        Assert.Equal(200, answer.Status);
        Assert.Contains("250 are allowed", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_at_a_value_is_no_read()
    {
        await using var site = await DashboardSite.StartAsync();
        await site.Services.GetRequiredService<ICache>().SetAsync("k", "value", cancellationToken: Token);

        for (var look = 0; look < 3; look++)
            await new DashboardVisitor(site).GetAsync("/_cache/key?name=default&key=k");

        Assert.Contains("<dt>Hits</dt><dd>0</dd>", (await new DashboardVisitor(site).GetAsync("/_cache/cache?name=default")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_at_a_value_keeps_no_other_out()
    {
        await using var site = await DashboardSite.StartAsync(setup: new SiteSetup { Configuration = new() { ["Caches:default:Backend"] = "locmem", ["Caches:default:Options:MaxEntries"] = "3" } });
        var cache = site.Services.GetRequiredService<ICache>();
        foreach (var key in (string[])["first", "second", "third"])
            await cache.SetAsync(key, key, cancellationToken: Token);

        Assert.Contains("first", (await new DashboardVisitor(site).GetAsync("/_cache/key?name=default&key=first")).Html.Split("class=\"value\"")[1], StringComparison.Ordinal);
        await cache.SetAsync("fourth", "fourth", cancellationToken: Token);

        Assert.False(await cache.ContainsAsync("first", Token));
        Assert.True(await cache.ContainsAsync("second", Token));
    }

    [Fact]
    public async Task Values_are_kept_from_view_where_the_dashboard_says_so()
    {
        await using var site = await DashboardSite.StartAsync(
            "Development", static app => app.MapCacheDashboard("/_cache", static options => options.ShowValues = false), static app => app.MapGet("/page", static (HttpContext context) =>
            {
                context.Response.Headers["X-Reader"] = "confidential";
                return "confidential";
            }));
        await site.Services.GetRequiredService<ICache>().SetAsync("k", "confidential", cancellationToken: Token);
        await site.GetAsync("/page");
        var link = (await new DashboardVisitor(site).GetAsync("/_cache/pages")).Html.Split("class=\"key\"><a href=\"")[1].Split('"')[0];

        foreach (var path in (string[])["/_cache/key?name=default&key=k", System.Net.WebUtility.HtmlDecode(link)])
        {
            var answer = await new DashboardVisitor(site).GetAsync(path);
            Assert.Contains("Values are not shown on this dashboard.", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("confidential", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Keys_are_listed_by_a_pattern_and_so_many_at_most()
    {
        await using var site = await DashboardSite.StartAsync(setup: new SiteSetup { Configuration = new() { ["Caches:default:Backend"] = "locmem", ["Caches:default:Options:MaxEntries"] = "1000" } });
        var cache = site.Services.GetRequiredService<ICache>();
        for (var number = 0; number < 250; number++)
            await cache.SetAsync($"report:{number:000}", number, cancellationToken: Token);
        await cache.SetAsync("other", 1, cancellationToken: Token);

        var all = await new DashboardVisitor(site).GetAsync("/_cache/keys?name=default&like=report:*");
        var some = await new DashboardVisitor(site).GetAsync("/_cache/keys?name=default&like=report:1?9");
        var none = await new DashboardVisitor(site).GetAsync("/_cache/keys?name=default&like=nothing");

        Assert.Contains("The first 200; there are more.", all.Text, StringComparison.Ordinal);
        Assert.Equal(200, all.Html.Split("<th scope=\"row\"").Length - 1);
        Assert.Contains("10 keys.", some.Text, StringComparison.Ordinal);
        Assert.Contains("There is no such key under version 1.", none.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_entry_is_written_out_whose_key_is_not_wanted()
    {
        await using var site = await DashboardSite.StartAsync();
        var cache = site.Services.GetRequiredService<ICache>();
        var watched = new Watched();
        await cache.SetAsync("watched", watched, cancellationToken: Token);
        await cache.SetAsync("another", 1, cancellationToken: Token);
        var before = watched.Reads;

        var some = await new DashboardVisitor(site).GetAsync("/_cache/keys?name=default&like=*other*");
        Assert.Contains("1 key.", some.Text, StringComparison.Ordinal);
        Assert.Equal(before, watched.Reads);

        await new DashboardVisitor(site).GetAsync("/_cache/keys?name=default&like=*atche*");
        Assert.True(watched.Reads > before);
    }

    private static async Task FillAsync(ICache cache)
    {
        await cache.SetAsync("text", "Grüezi", cancellationToken: Token);
        await cache.SetAsync("number", 42, cancellationToken: Token);
        await cache.SetAsync("bytes", new byte[] { 0, 255, 65 }, cancellationToken: Token);
        await cache.SetAsync("json", new Dictionary<string, string> { ["Name"] = "Ada" }, cancellationToken: Token);
        await cache.SetAsync<string?>("null", null, cancellationToken: Token);
        await cache.SetAsync("fragment:menu", "<ul><li>one</li></ul>", cancellationToken: Token);
    }

    /// <summary>Held as the object itself; knows how often it was written out.</summary>
    [ImmutableObject(true)]
    private sealed class Watched
    {
        private int _reads;

        [JsonIgnore]
        public int Reads => Volatile.Read(ref _reads);

        public string Text => $"read {Interlocked.Increment(ref _reads)} times";
    }
}
