using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Fragments;

/// <summary>What a fragment takes from its request: <c>vary-by-route</c>, <c>-query</c>, <c>-header</c>, <c>-cookie</c>.</summary>
public sealed class FragmentSourceTests
{
    private static readonly (string Path, string[] Headers)[] _requests =
    [
        ("Sources", []),
        ("Sources/a", []),
        ("Sources/A", []),
        ("Sources?page", []),
        ("Sources?page=a", []),
        ("Sources?page=a&page=", []),
        ("Sources?page=a%2C", []),
        ("Sources?sort=a", []),
        ("Sources?page=sort&sort=a", []),
        ("Sources", ["X-Kind:"]),
        ("Sources", ["X-Kind: a"]),
        ("Sources", ["X-Kind: a", "X-Kind:"]),
        ("Sources", ["X-Kind: a,"]),
        ("Sources", ["Cookie: theme=a"]),
        ("Sources/a?page=a&sort=a", ["X-Kind: a", "Cookie: theme=a"]),
    ];

    [Fact]
    public async Task Requests_that_differ_in_what_is_named_have_fragments_of_their_own()
    {
        await using var site = await FragmentPageSite.StartAsync(siteCache: false);
        var shown = new List<string>();

        foreach (var (path, headers) in _requests)
        {
            shown.Add((await RawClient.SendAsync(site.Address, $"GET /fragments/{path} HTTP/1.1", headers)).Text.Trim());
            Assert.Equal(shown[^1], (await RawClient.SendAsync(site.Address, $"GET /fragments/{path} HTTP/1.1", headers)).Text.Trim());
        }

        Assert.Equal(Enumerable.Range(1, _requests.Length).Select(static number => $"rendering {number}"), shown);
    }

    [Fact]
    public async Task What_is_not_named_makes_no_difference_nor_does_the_case_of_names()
    {
        await using var site = await FragmentSite.StartAsync();

        var first = await site.GetWithAsync("Sources?page=2", ("X-Kind", "a"), ("Cookie", "theme=dark"));

        Assert.Equal(first, await site.GetWithAsync("sources?PAGE=2&other=1", ("x-kind", "a"), ("X-Other", "b"), ("Cookie", "other=1; theme=dark")));
    }

    [Fact]
    public async Task Code_names_the_fragment_by_what_the_request_brought()
    {
        await using var site = await FragmentSite.StartAsync();
        await site.GetWithAsync("Sources/a?page=2", ("X-Kind", "a"), ("Cookie", "theme=dark"));
        object[] brought =
        [
            FragmentRequestValue.Cookie("Theme", "dark"), FragmentRequestValue.Query("sort"), FragmentRequestValue.Header("x-kind", "a"),
            FragmentRequestValue.Query("page", "2"), FragmentRequestValue.Route("part", "a"),
        ];

        Assert.True(await site.Caches.Default.ContainsAsync(CacheFragment.Key("sources", brought), TestContext.Current.CancellationToken));
        await site.Fragments.RemoveAsync("sources", brought);
        Assert.Equal("rendering 2", await site.GetWithAsync("Sources/a?page=2", ("X-Kind", "a"), ("Cookie", "theme=dark")));
    }

    [Fact]
    public void Values_of_the_request_share_no_key()
    {
        FragmentRequestValue[] alike =
        [
            FragmentRequestValue.Query("a"), FragmentRequestValue.Query("a", ""), FragmentRequestValue.Query("a", "", ""), FragmentRequestValue.Query("a", "b"),
            FragmentRequestValue.Query("a", "b", ""), FragmentRequestValue.Query("a", "b,"), FragmentRequestValue.Query("b", "a"),
            FragmentRequestValue.Header("a", "b"), FragmentRequestValue.Cookie("a", "b"), FragmentRequestValue.Cookie("a", null), FragmentRequestValue.Cookie("a", ""),
            FragmentRequestValue.Route("a", "b"), FragmentRequestValue.Route("a", null), FragmentRequestValue.Route("a", ""),
        ];
        string[] keys =
        [
            CacheFragment.Key("name"), CacheFragment.Key("name", "b"), CacheFragment.Key("name", alike[0], alike[6]),
            .. alike.Select(static value => CacheFragment.Key("name", value)),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(CacheFragment.Key("name", 1, alike[3], alike[7]), CacheFragment.Key("name", alike[7], 1, FragmentRequestValue.Query("A", "b")));
        Assert.Throws<ArgumentException>(() => CacheFragment.Key("name", alike[0], alike[1]));
    }

    [Fact]
    public async Task A_fragment_that_depends_on_more_than_the_one_around_it_is_an_error_that_names_both()
    {
        await using var site = await FragmentSite.StartAsync();

        var error = await site.GetErrorAsync("HeaderInside");

        Assert.Contains("'inner' in '/Fragments/Views/HeaderInside.cshtml'", error, StringComparison.Ordinal);
        Assert.Contains("vary-by-header=\"X-Kind\"", error, StringComparison.Ordinal);
        Assert.Contains("'outer'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_depends_on_no_more_is_fine()
    {
        await using var site = await FragmentSite.StartAsync();

        Assert.Equal("outer rendering 1 inner rendering 2", await site.GetWithAsync("HeaderInsideToo", ("X-Kind", "a")));
        Assert.Equal("outer rendering 3 inner rendering 2", await site.GetWithAsync("HeaderInsideToo", ("X-Kind", "a"), ("X-Other", "b")));
        Assert.Equal("outer rendering 1 inner rendering 2", await site.GetWithAsync("HeaderInsideToo", ("X-Kind", "a")));
    }

    [Fact]
    public async Task An_attribute_that_there_is_not_is_an_error_that_names_it_and_the_view()
    {
        await using var site = await FragmentSite.StartAsync();

        var error = await site.GetErrorAsync("Misspelt");

        Assert.Contains("'misspelt' in '/Fragments/Views/Misspelt.cshtml'", error, StringComparison.Ordinal);
        Assert.Contains("'vary-by-usr'", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utm_*", null, "vary-by-query has 'utm_*'")]
    [InlineData(null, "X Kind", "vary-by-header has 'X Kind'")]
    [InlineData(null, "*", "vary-by-header has '*'")]
    public async Task What_is_no_name_is_an_error_that_names_the_attribute_and_the_view(string? query, string? header, string fault)
    {
        await using var site = await FragmentSite.StartAsync();
        (site.Renderings.Query, site.Renderings.Header) = (query, header);

        var error = await site.GetErrorAsync("Names");

        Assert.Contains("'names' in '/Fragments/Views/Names.cshtml'", error, StringComparison.Ordinal);
        Assert.Contains(fault, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_route_value_that_says_nothing_is_an_error_that_names_it_and_the_view()
    {
        await using var site = await FragmentSite.StartAsync(configure: static services =>
            services.AddControllersWithViews(static options => options.Filters.Add(new OwnRouteValue())));
        site.Renderings.Route = "own";

        var error = await site.GetErrorAsync("Names");

        Assert.Contains("'names' in '/Fragments/Views/Names.cshtml'", error, StringComparison.Ordinal);
        Assert.Contains("'own'", error, StringComparison.Ordinal);
    }

    private sealed class OwnRouteValue : Microsoft.AspNetCore.Mvc.Filters.IActionFilter
    {
        public void OnActionExecuting(Microsoft.AspNetCore.Mvc.Filters.ActionExecutingContext context) => context.RouteData.Values["own"] = new object();

        public void OnActionExecuted(Microsoft.AspNetCore.Mvc.Filters.ActionExecutedContext context)
        {
        }
    }
}
