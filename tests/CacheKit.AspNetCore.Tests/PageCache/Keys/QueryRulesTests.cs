using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.PageCache.Keys;

public sealed class QueryRulesTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Every_query_is_a_page_of_its_own_unless_the_site_says_otherwise(bool onBytes)
    {
        await using var site = await StartAsync(onBytes);

        Assert.Equal("page 1", await site.GetAsync("/p?utm_source=x"));
        Assert.Equal("page 2", await site.GetAsync("/p"));
        Assert.Equal("page 3", await site.GetAsync("/p?b=2&a=1"));
        Assert.Equal("page 4", await site.GetAsync("/p?a=1&b=2"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Ignored_parameters_do_not_tell_pages_apart(bool onBytes)
    {
        await using var site = await StartAsync(onBytes, ("SiteCache:IgnoreQuery", "utm_*, fbclid"));

        Assert.Equal("page 1", await site.GetAsync("/p?utm_source=x&id=7"));
        Assert.Equal("page 1", await site.GetAsync("/p?id=7&fbclid=abc"));
        Assert.Equal("page 2", await site.GetAsync("/p?id=8&fbclid=abc"));
        Assert.Equal("page 3", await site.GetAsync("/P?id=8"));
    }

    [Fact]
    public async Task Of_an_allow_list_nothing_else_counts_and_names_have_no_case()
    {
        await using var site = await StartAsync(onBytes: false, ("SiteCache:QueryKeys:0", "page"));

        Assert.Equal("page 1", await site.GetAsync("/p?page=2&x=1"));
        Assert.Equal("page 1", await site.GetAsync("/p?x=2&page=2"));
        // The application reads these as page too.
        Assert.Equal("page 2", await site.GetAsync("/p?PAGE=3"));
        Assert.Equal("page 3", await site.GetAsync("/p?p%61ge=4"));
    }

    [Theory]
    [InlineData("SiteCache:IgnoreQuery", "utm_*")]
    [InlineData("SiteCache:QueryKeys", "page")]
    [InlineData("SiteCache:SortQuery", "true")]
    public async Task A_second_question_mark_is_part_of_a_name_and_makes_another_parameter(string setting, string value)
    {
        await using var site = await TestSite.StartAsync(
            static app => app.MapGet("/", static (HttpRequest request) => request.Query.ContainsKey("page") ? $"page {request.Query["page"]}" : "first page"),
            new() { Configuration = new() { [setting] = value } });

        Assert.Equal("first page", await site.GetAsync("/??page=2"));
        Assert.Equal("page 2", await site.GetAsync("/?page=2"));
    }

    [Fact]
    public async Task Sorted_queries_are_one_page_in_any_order_but_for_the_values_of_one_name()
    {
        await using var site = await StartAsync(onBytes: false, ("SiteCache:SortQuery", "true"));

        Assert.Equal("page 1", await site.GetAsync("/p?b=2&a=1"));
        Assert.Equal("page 1", await site.GetAsync("/p?a=1&b=2"));
        Assert.Equal("page 2", await site.GetAsync("/p?a=1&a=2"));
        Assert.Equal("page 3", await site.GetAsync("/p?a=2&a=1"));
    }

    [Fact]
    public async Task What_an_endpoint_says_stands_for_what_the_site_says()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app =>
            {
                app.MapGet("/own", () => made.Page()).CachePage(60, static options => options.IgnoreQuery = ["ref"]);
                app.MapGet("/none", () => made.Page()).CachePage(60, static options => options.IgnoreQuery = []);
                app.MapGet("/site", () => made.Page()).CachePage(60, static options => options.QueryKeys = ["id"]);
                app.MapGet("/attribute", [CachePage(60, QueryKeys = ["id"], SortQuery = true)] () => made.Page());
            },
            new() { Configuration = new() { ["SiteCache:IgnoreQuery"] = "utm_*" } });

        Assert.Equal("page 1", await site.GetAsync("/own?ref=1"));
        Assert.Equal("page 1", await site.GetAsync("/own"));
        Assert.Equal("page 2", await site.GetAsync("/own?utm_source=x"));
        Assert.Equal("page 3", await site.GetAsync("/none?utm_source=x"));
        Assert.Equal("page 4", await site.GetAsync("/none"));
        Assert.Equal("page 5", await site.GetAsync("/site?id=1&utm_source=x&other"));
        Assert.Equal("page 5", await site.GetAsync("/site?id=1"));
        Assert.Equal("page 6", await site.GetAsync("/attribute?x=1&id=1"));
        Assert.Equal("page 6", await site.GetAsync("/attribute?id=1"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_page_is_removed_under_every_spelling_of_what_counts(bool onBytes)
    {
        await using var site = await StartAsync(onBytes, ("SiteCache:IgnoreQuery", "utm_*"), ("SiteCache:SortQuery", "true"));
        var host = site.Address.GetLeftPart(UriPartial.Authority);
        var pages = site.Services.GetRequiredService<IPageCache>();

        Assert.Equal("page 1", await site.GetAsync("/p?utm_source=first"));
        await pages.RemoveAsync($"{host}/p", TestContext.Current.CancellationToken);
        Assert.Equal("page 2", await site.GetAsync("/p?utm_source=second"));
        await pages.RemoveAsync($"{host}/p?utm_source=third", TestContext.Current.CancellationToken);
        Assert.Equal("page 3", await site.GetAsync("/p"));
        using (await site.SendAsync(HttpMethod.Post, "/p?utm_source=fourth"))
            Assert.Equal("page 4", await site.GetAsync("/p"));
        Assert.Equal("page 5", await site.GetAsync("/p?b=2&a=1"));
        using (await site.SendAsync(HttpMethod.Post, "/p?a=1&utm_medium=x&b=2"))
            Assert.Equal("page 6", await site.GetAsync("/p?b=2&a=1"));
        Assert.Equal("page 4", await site.GetAsync("/p"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_page_of_an_endpoint_with_rules_of_its_own_is_removed_too(bool onBytes)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(
            app =>
            {
                app.MapGet("/p", () => made.Page()).CachePage(60, static options => options.IgnoreQuery = ["*"]);
                app.MapPost("/p", static () => "done");
                app.MapPost("/moved", static (HttpResponse response) => response.Headers.Location = "/p?changed");
            },
            new() { OnBytes = onBytes });

        Assert.Equal("page 1", await site.GetAsync("/p?a"));
        using (await site.SendAsync(HttpMethod.Post, "/p?b"))
            Assert.Equal("page 2", await site.GetAsync("/p?c"));
        using (await site.SendAsync(HttpMethod.Post, "/moved"))
            Assert.Equal("page 3", await site.GetAsync("/p?d"));
    }

    [Theory]
    [InlineData("SiteCache:IgnoreQuery", "utm_*x")]
    [InlineData("SiteCache:QueryKeys", "*id")]
    public async Task A_pattern_that_means_nothing_ends_the_start(string setting, string value)
    {
        var error = await Assert.ThrowsAsync<CacheConfigurationException>(() => StartAsync(onBytes: false, (setting, value)));
        Assert.Contains($"{setting} has '{value}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pattern_of_an_endpoint_that_means_nothing_ends_the_start()
    {
        var error = await Assert.ThrowsAsync<CacheConfigurationException>(() => TestSite.StartAsync(static app =>
            app.MapGet("/p", static () => "page").CachePage(60, static options => options.IgnoreQuery = ["u*m"])));
        Assert.Contains("/p has 'u*m'", error.Message, StringComparison.Ordinal);
    }

    private static Task<TestSite> StartAsync(bool onBytes, params (string, string?)[] settings)
    {
        var made = new Counted();
        return TestSite.StartAsync(
            app =>
            {
                app.MapGet("/p", () => made.Page());
                app.MapPost("/p", static () => "done");
            },
            new() { OnBytes = onBytes, Configuration = settings.ToDictionary(static setting => setting.Item1, static setting => setting.Item2) });
    }
}
