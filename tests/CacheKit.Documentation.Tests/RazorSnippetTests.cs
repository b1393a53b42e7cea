using CacheKit.Documentation.Tests.Razor;
using CacheKit.Documentation.Tests.Snippets;
using CacheKit.Documentation.Tests.World;
using Microsoft.AspNetCore.TestHost;

namespace CacheKit.Documentation.Tests;

/// <summary>Every piece of Razor on the pages: it stands in a view that is compiled with this project.</summary>
public sealed class RazorSnippetTests
{
    private static readonly string _views = DocumentationPages.Combine("tests/CacheKit.Documentation.Tests/Views");

    public static TheoryData<Snippet> Snippets => [.. DocumentationPages.SnippetsIn("html")];

    public static TheoryData<string> Views => [.. Directory.EnumerateFiles(_views, "*.cshtml").Select(static path => Path.GetFileNameWithoutExtension(path)).Where(static name => !name.StartsWith('_'))];

    [Theory]
    [MemberData(nameof(Snippets))]
    public void It_stands_in_a_view(Snippet snippet) =>
        Assert.Contains(Directory.EnumerateFiles(_views, "*.cshtml"), path => File.ReadAllText(path).Contains(snippet.Code, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Views))]
    public async Task The_view_is_rendered(string view)
    {
        await using var shop = new Shop(Environments.Production);
        var builder = shop.NewCachingBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddControllersWithViews().AddApplicationPart(typeof(SnippetController).Assembly);
        await using var app = builder.Build();
        app.MapControllers();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = app.GetTestClient();

        string html = await client.GetStringAsync($"/views/{view}", TestContext.Current.CancellationToken);

        Assert.DoesNotContain("cache-fragment", html, StringComparison.Ordinal);
        Assert.Contains("…", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }
}
