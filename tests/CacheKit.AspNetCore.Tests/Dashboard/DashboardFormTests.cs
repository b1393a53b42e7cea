using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Dashboard;

/// <summary>What can be changed, and what it takes.</summary>
public sealed class DashboardFormTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_form_without_its_token_changes_nothing()
    {
        await using var site = await StartAsync();
        var visitor = new DashboardVisitor(site);
        await visitor.GetAsync("/_cache/clear?name=default");

        foreach (var (path, fields) in Actions())
            Assert.Equal((path, 400), (path, (await visitor.PostWithoutTokenAsync(path, fields)).Status));

        await AssertNothingHasChangedAsync(site);
    }

    [Fact]
    public async Task A_form_with_the_token_of_another_session_changes_nothing()
    {
        await using var site = await StartAsync();
        var page = (await new DashboardVisitor(site).GetAsync("/_cache/clear?name=default")).Html;
        var token = page.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];
        var visitor = new DashboardVisitor(site);
        await visitor.GetAsync("/_cache/clear?name=default");

        foreach (var (path, fields) in Actions())
            Assert.Equal((path, 400), (path, (await visitor.PostWithoutTokenAsync(path, [.. fields, ("__RequestVerificationToken", token)])).Status));

        await AssertNothingHasChangedAsync(site);
    }

    [Fact]
    public async Task A_GET_changes_nothing()
    {
        await using var site = await StartAsync();
        var visitor = new DashboardVisitor(site);

        foreach (var path in (string[])["/_cache/clear?name=default", "/_cache/delete?name=default&key=greeting", "/_cache/purge-url?url=/a", "/_cache/purge-tag?tag=red", "/_cache/cache?name=default&done=cleared"])
            await visitor.GetAsync(path);

        await AssertNothingHasChangedAsync(site);
    }

    [Fact]
    public async Task A_key_is_deleted()
    {
        await using var site = await StartAsync();
        var visitor = new DashboardVisitor(site);
        await visitor.GetAsync("/_cache/key?name=default&key=greeting");

        var answer = await visitor.PostAsync("/_cache/delete", ("name", "default"), ("key", "greeting"), ("version", "1"));

        Assert.Equal((303, "/_cache/cache?name=default&done=deleted"), (answer.Status, answer.Location));
        Assert.Contains("The key was deleted.", (await visitor.GetAsync(answer.Location!)).Html, StringComparison.Ordinal);
        Assert.False(await Cache(site).ContainsAsync("greeting", Token));
        Assert.True(await Cache(site).ContainsAsync("other", Token));
    }

    // A browser sends the ends of lines in a field as CR and LF, and what stands for NUL as something else.
    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\rb\0c")]
    [InlineData("100%25 +")]
    public async Task A_key_that_no_field_can_hold_is_deleted(string key)
    {
        await using var site = await StartAsync();
        await Cache(site).SetAsync(key, "hello", cancellationToken: Token);
        var visitor = new DashboardVisitor(site);
        var page = await visitor.GetAsync($"/_cache/key?name=default&key={Uri.EscapeDataString(key)}");
        var field = page.Html.Split("name=\"key\" value=\"")[1].Split('"')[0];

        var answer = await visitor.PostAsync("/_cache/delete", ("name", "default"), ("key", System.Net.WebUtility.HtmlDecode(field).ReplaceLineEndings("\r\n")), ("version", "1"));

        Assert.Equal("/_cache/cache?name=default&done=deleted", answer.Location);
        Assert.False(await Cache(site).ContainsAsync(key, Token));
    }

    [Fact]
    public async Task A_key_that_is_gone_is_told_as_such()
    {
        await using var site = await StartAsync();
        var visitor = new DashboardVisitor(site);
        await visitor.GetAsync("/_cache/key?name=default&key=greeting");

        var answer = await visitor.PostAsync("/_cache/delete", ("name", "default"), ("key", "nowhere"), ("version", "1"));

        Assert.Equal("/_cache/cache?name=default&done=not-there", answer.Location);
    }

    [Fact]
    public async Task A_cache_is_cleared_after_a_question_that_says_what_goes()
    {
        await using var site = await StartAsync();
        var visitor = new DashboardVisitor(site);

        var question = await visitor.GetAsync("/_cache/clear?name=default");
        var answer = await visitor.PostAsync("/_cache/clear", ("name", "default"));

        Assert.Contains("This removes everything in the store of the cache 'default' (locmem)", question.Text, StringComparison.Ordinal);
        Assert.Equal((303, "/_cache/cache?name=default&done=cleared"), (answer.Status, answer.Location));
        Assert.False(await Cache(site).ContainsAsync("greeting", Token));
    }

    [Fact]
    public async Task A_URL_is_purged()
    {
        await using var site = await StartAsync();
        var visitor = new DashboardVisitor(site);
        await visitor.GetAsync("/_cache/pages");

        var answer = await visitor.PostAsync("/_cache/purge-url", ("url", "/a"));

        Assert.Equal("/_cache/pages?done=purged-url", answer.Location);
        Assert.Equal("page 3", await site.GetAsync("/a"));
        Assert.Equal("page 2", await site.GetAsync("/b"));
    }

    [Fact]
    public async Task A_tag_is_purged()
    {
        await using var site = await StartAsync();
        var visitor = new DashboardVisitor(site);
        await visitor.GetAsync("/_cache/pages");

        var answer = await visitor.PostAsync("/_cache/purge-tag", ("tag", "red"));

        Assert.Equal("/_cache/pages?done=purged-tag", answer.Location);
        Assert.Equal("page 1", await site.GetAsync("/a"));
        Assert.Equal("page 3", await site.GetAsync("/b"));
    }

    [Theory]
    [InlineData("/_cache/purge-url", "url", "no<b>where", "'no<b>where' is neither an http or https URL nor a path")]
    [InlineData("/_cache/purge-tag", "tag", "a*", "*")]
    public async Task What_cannot_be_purged_is_told(string path, string field, string value, string expected)
    {
        await using var site = await StartAsync();
        var visitor = new DashboardVisitor(site);
        await visitor.GetAsync("/_cache/pages");

        var answer = await visitor.PostAsync(path, (field, value));

        Assert.Equal(400, answer.Status);
        Assert.Contains(expected, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>where", answer.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter '", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_end_is_refused()
    {
        await using var site = await StartAsync();
        var visitor = new DashboardVisitor(site);
        await visitor.GetAsync("/_cache/pages");

        var answer = await visitor.PostAsync("/_cache/purge-url", ("url", "/" + new string('a', 300_000)));

        Assert.Equal(413, answer.Status);
        await AssertNothingHasChangedAsync(site);
    }

    [Fact]
    public async Task A_dashboard_to_look_at_removes_nothing()
    {
        await using var site = await StartAsync(static app => app.MapCacheDashboard("/_cache", static options => options.ReadOnly = true));
        var visitor = new DashboardVisitor(site);

        foreach (var path in (string[])["/_cache/pages", "/_cache/key?name=default&key=greeting", "/_cache/cache?name=default"])
            Assert.DoesNotContain("danger", (await visitor.GetAsync(path)).Html, StringComparison.Ordinal);
        foreach (var (path, fields) in Actions())
            Assert.Equal((path, 404), (path, (await visitor.PostAsync(path, fields)).Status));
        await AssertNothingHasChangedAsync(site);
    }

    private static (string Path, (string, string)[] Fields)[] Actions() =>
    [
        ("/_cache/clear", [("name", "default")]),
        ("/_cache/delete", [("name", "default"), ("key", "greeting"), ("version", "1")]),
        ("/_cache/purge-url", [("url", "/a")]),
        ("/_cache/purge-tag", [("tag", "red")]),
    ];

    private static ICache Cache(TestSite site) => site.Services.GetRequiredService<ICache>();

    private static async Task<TestSite> StartAsync(Action<WebApplication>? dashboard = null)
    {
        var counted = new Counted();
        var site = await DashboardSite.StartAsync("Development", dashboard ?? (static app => app.MapCacheDashboard()), app =>
        {
            app.MapGet("/a", () => counted.Page());
            app.MapGet("/b", () => counted.Page()).CachePage(TimeSpan.FromMinutes(5), "red");
        });
        await site.GetAsync("/a");
        await site.GetAsync("/b");
        await Cache(site).SetAsync("greeting", "hello", cancellationToken: Token);
        await Cache(site).SetAsync("other", "stays", cancellationToken: Token);
        return site;
    }

    private static async Task AssertNothingHasChangedAsync(TestSite site)
    {
        Assert.Equal("hello", await Cache(site).GetAsync<string>("greeting", Token));
        Assert.Equal("page 1", await site.GetAsync("/a"));
        Assert.Equal("page 2", await site.GetAsync("/b"));
    }
}
