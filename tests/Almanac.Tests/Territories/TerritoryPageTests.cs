using System.Globalization;
using System.Net;

namespace Almanac.Tests.Territories;

public sealed class TerritoryPageTests(AlmanacSite site)
{
    [Theory]
    [InlineData("CH", "en", "8,860,570")]
    [InlineData("CH", "de", "8.860.570")]
    [InlineData("US", "fr", "341\u202F963\u202F000")]
    [InlineData("AQ", "ar", "300")]
    [InlineData("CN", "zh", null)]
    public async Task The_facts_are_the_data_s(string code, string language, string? population)
    {
        var data = SourceData.Territories[code];
        using var visitor = site.Welcome(language);

        var page = await visitor.OpenAsync($"/territory/{code}");

        Assert.Equal(SourceData.NameOfTerritory(code, language), page.TextOf("h1"));
        Assert.Equal(
            population ?? SourceData.PopulationOf(code).ToString("N0", CultureInfo.GetCultureInfo(language)),
            page.TextsOf(".figures dd")[0]);
        Assert.Equal(
            SourceData.NameOfTerritory((string)data["continent"]!, language),
            page.TextOf(".banner .path a"));
        Assert.Equal(
            data["zones"]!.AsArray().Select(zone => (string)zone!).Order(StringComparer.Ordinal),
            page.AttributesOf("[data-zone]", "data-zone"));
        Assert.Equal(
            data["languages"]!.AsArray()
                .OrderByDescending(spoken => (double)spoken!["percent"]!).ThenBy(spoken => (string)spoken!["code"]!, StringComparer.Ordinal)
                .Select(spoken => $"/languages/{spoken!["code"]}"),
            page.AttributesOf("a[href^='/languages/']", "href"));
        Assert.Equal(
            [code, (string)data["alpha3"]!, (string)data["number"]!],
            page.TextsOf(".facts > div:last-child .code"));
        Assert.Equal(
            data["currencies"]!.AsArray().Select(currency => (string)currency!),
            page.TextsOf(".facts > div:first-child .line .code:nth-child(1)"));
    }

    [Fact]
    public async Task The_rank_counts_the_more_populous()
    {
        var more = SourceData.Territories.Keys.Count(code => SourceData.PopulationOf(code) > SourceData.PopulationOf("CH"));
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync("/territory/CH");

        Assert.Equal($"No. {more + 1} in the world", page.TextsOf(".figures .aside")[0]);
    }

    [Fact]
    public async Task The_week_begins_where_it_does_there()
    {
        using var visitor = site.Welcome("en");

        var days = new List<string>();
        foreach (var code in (string[])["CH", "US", "EG", "MV"])
            days.Add((await visitor.OpenAsync($"/territory/{code}")).TextsOf(".facts dd")[1]);

        Assert.Equal(["Monday", "Sunday", "Saturday", "Friday"], days);
    }

    [Fact]
    public async Task What_others_call_it_is_said_in_their_languages()
    {
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync("/territory/JP");

        Assert.Equal("日本", page.TextsOf(".names dd[lang=ja]")[0]);
        Assert.Equal("rtl", page.AttributesOf(".names dd[lang=ar]", "dir")[0]);
        Assert.InRange(page.TextsOf(".names dd").Count, 80, 130);
    }

    [Theory]
    [InlineData("/territory/ch")]
    [InlineData("/territory/Ch")]
    public async Task Small_letters_lead_to_the_page_s_own_address(string path)
    {
        using var visitor = site.Welcome("en");

        var answer = await visitor.OpenAsync(path);

        Assert.Equal((HttpStatusCode.MovedPermanently, "/territory/CH"), (answer.Status, answer.Header("Location")));
    }

    [Fact]
    public async Task A_page_without_script_says_when_it_was_made()
    {
        using var visitor = site.Welcome("en");
        var before = DateTimeOffset.UtcNow.AddMilliseconds(-1);

        // An address of its own, so that it is no other test's page out of the cache.
        var page = await visitor.OpenAsync("/territory/TV?fresh");

        var made = DateTimeOffset.Parse(page.One(".made time").GetAttribute("datetime")!, CultureInfo.InvariantCulture);
        Assert.InRange(made, before, DateTimeOffset.UtcNow);
        Assert.EndsWith("UTC", page.TextOf(".made time"), StringComparison.Ordinal);
    }
}
