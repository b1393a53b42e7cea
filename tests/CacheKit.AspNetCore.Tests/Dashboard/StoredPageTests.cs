using System.Net;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Dashboard;

/// <summary>Pages are looked into whatever is in them.</summary>
public sealed class StoredPageTests
{
    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task A_body_that_is_not_packed_as_it_says_is_shown_by_its_bytes(string coding)
    {
        await using var site = await DashboardSite.StartAsync(app => app.MapGet("/page", (HttpContext context) =>
        {
            context.Response.Headers.ContentEncoding = coding;
            return Results.Text("not packed at all", "text/html");
        }));
        await site.SendAsync("/page");

        var answer = await LookAsync(site);

        Assert.Equal(200, answer.Status);
        Assert.Contains("000000  6e 6f 74 20 ", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_body_is_cut_and_no_wrong_length_told()
    {
        await using var site = await DashboardSite.StartAsync(static app => app.MapGet("/page", static () => new string('x', 100_000)));
        await site.GetAsync("/page");

        var answer = await LookAsync(site);

        Assert.Contains("The first 65\u00A0536 characters.", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(0x7F)]
    [InlineData(0xFF)]
    public async Task Whichever_byte_somebody_has_damaged_the_dashboard_shows_what_is_left(byte damage)
    {
        await using var site = await DashboardSite.StartAsync(
            static app => app.MapGet("/page", static (HttpContext context) =>
            {
                context.AddPageTags("tag");
                context.Response.Headers.Vary = "Accept-Language";
                return "page";
            }),
            new SiteSetup { OnBytes = true, Options = static options => options.LocalCopies = 0 });
        await site.GetAsync("/page");
        var visitor = new DashboardVisitor(site);
        string[] keys = [.. site.Bytes!.Store.FinalKeys.Where(static key => key.Contains("page:#", StringComparison.Ordinal))];
        Assert.Equal(2, keys.Length);
        foreach (var key in keys)
        {
            var payload = site.Bytes.Store[key].ToArray();
            var link = $"/_cache/key?name=default&key={Uri.EscapeDataString(key[":1:".Length..])}";
            for (var at = 0; at < payload.Length; at++)
            {
                var damaged = payload.ToArray();
                damaged[at] = damage;
                site.Bytes.Store.Replace(key, damaged);

                var answer = await visitor.GetAsync(link);
                Assert.True(answer.Status == 200, $"{answer.Status} with {damage} at {at} of {key}.");
            }
        }
    }

    private static async Task<DashboardAnswer> LookAsync(TestSite site) => await new DashboardVisitor(site).GetAsync(await LinkAsync(site));

    private static async Task<string> LinkAsync(TestSite site)
    {
        var list = await new DashboardVisitor(site).GetAsync("/_cache/pages");
        return WebUtility.HtmlDecode(list.Html.Split("class=\"key\"><a href=\"")[1].Split('"')[0]);
    }
}
