using System.Net;
using System.Text.RegularExpressions;

namespace Almanac.Tests.Serving;

public sealed partial class LinkTests(AlmanacSite site)
{
    [Fact]
    public async Task No_link_of_the_site_is_broken()
    {
        using var visitor = site.Welcome("en");
        var broken = new List<string>();
        var seen = new HashSet<string> { "/" };
        var waiting = new Queue<string>(seen);

        while (waiting.TryDequeue(out var path))
        {
            var page = await visitor.OpenAsync(path);
            if (page.Status != HttpStatusCode.OK)
                broken.Add($"{path}: {page.Status}");
            foreach (var target in LinksOf(page).Where(seen.Add))
                waiting.Enqueue(target);
        }

        Assert.Empty(broken);
        Assert.InRange(seen.Count, 2 * SourceData.Territories.Count, 2_000);
    }

    [Fact]
    public async Task A_link_within_a_page_has_its_target_there()
    {
        using var visitor = site.Welcome("en");
        var page = await visitor.OpenAsync("/");

        Assert.All(
            page.AttributesOf("a[href^='#'], svg a[href^='#']", "href"),
            link => Assert.NotNull(page.Document.GetElementById(link[1..])));
    }

    // By pattern: this reads a thousand pages.
    private static IEnumerable<string> LinksOf(SitePage page) =>
        page.Header("Content-Type")?.StartsWith("text/html", StringComparison.Ordinal) == true
            ? Link().Matches(page.Text).Select(link => WebUtility.HtmlDecode(link.Groups[1].Value)).Where(IsFollowed)
            : [];

    // The language switch and the way to sign in lead back to the page they stand on; tests of their own follow them.
    private static bool IsFollowed(string target) =>
        !target.StartsWith("/culture", StringComparison.Ordinal)
        && !target.StartsWith("/sign-in", StringComparison.Ordinal)
        && !target.EndsWith("/guestbook/sign", StringComparison.Ordinal);

    [GeneratedRegex("(?:href|src)=\"(/[^\"#]*)")]
    private static partial Regex Link();
}
