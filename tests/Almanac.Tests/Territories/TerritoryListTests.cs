using System.Globalization;

namespace Almanac.Tests.Territories;

public sealed class TerritoryListTests(AlmanacSite site)
{
    [Theory]
    [InlineData("en")]
    [InlineData("ar")]
    [InlineData("ja")]
    public async Task Every_territory_is_listed_once_under_its_name(string language)
    {
        using var visitor = site.Welcome(language);

        var page = await visitor.OpenAsync("/");

        Assert.Equal(
            SourceData.Territories.Keys.Select(code => $"{code} {SourceData.NameOfTerritory(code, language)}").Order(),
            page.Document.QuerySelectorAll(".territory").Select(link => $"{link.QuerySelector(".plate")!.TextContent} {link.QuerySelector(".name")!.TextContent}").Order());
    }

    [Fact]
    public async Task The_names_of_a_continent_are_in_alphabetical_order()
    {
        using var visitor = site.Welcome("de");

        var page = await visitor.OpenAsync("/");

        var names = page.TextsOf("#land-150 .name");
        Assert.Equal(names.Order(StringComparer.Create(CultureInfo.GetCultureInfo("de"), CompareOptions.None)), names);
    }

    [Fact]
    public async Task The_figures_are_the_data_s()
    {
        var territories = SourceData.Territories.Values;
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync("/");

        var figures = page.TextsOf(".cover .figures dd");
        Assert.Equal(
            new[]
            {
                territories.Count(),
                territories.SelectMany(territory => territory["languages"]!.AsArray()).Select(language => (string)language!["code"]!).Distinct().Count(),
                territories.SelectMany(territory => territory["currencies"]!.AsArray()).Select(currency => (string)currency!).Distinct().Count(),
                territories.SelectMany(territory => territory["zones"]!.AsArray()).Count(),
            }.Select(count => count.ToString("N0", CultureInfo.InvariantCulture)),
            figures.Skip(1));
        var billions = territories.Sum(territory => (long)territory["population"]!) / 1e9;
        Assert.Equal(billions.ToString("0.00", CultureInfo.InvariantCulture) + "B", figures[0]);
    }

    [Theory]
    [InlineData("switz", "CH")]
    [InlineData("SWITZ", "CH")]
    [InlineData("aland", "AX")]
    [InlineData("cote d", "CI")]
    [InlineData("che", "CH")]
    [InlineData("jp", "JP")]
    [InlineData("  japan ", "JP")]
    public async Task A_search_finds_names_and_codes(string words, string code)
    {
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync("/?q=" + Uri.EscapeDataString(words));

        Assert.Contains(code, page.TextsOf(".territory .plate"));
        Assert.True(page.Document.QuerySelectorAll(".territory").Length < 10);
    }

    [Fact]
    public async Task A_search_understands_the_language_of_the_page()
    {
        using var visitor = site.Welcome("ja");

        var page = await visitor.OpenAsync("/?q=" + Uri.EscapeDataString("スイス"));

        Assert.Equal(["CH"], page.TextsOf(".territory .plate"));
    }

    [Fact]
    public async Task A_search_that_finds_nothing_says_so()
    {
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync("/?q=atlantis");

        Assert.Empty(page.TextsOf(".territory"));
        Assert.Equal(("Nothing was found.", false), (page.TextOf("[data-nothing]"), page.One("[data-nothing]").HasAttribute("hidden")));
    }

    [Fact]
    public async Task Words_searched_for_are_shown_as_text()
    {
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync("/?q=" + Uri.EscapeDataString("\"><b id=evil>"));

        Assert.Null(page.Document.GetElementById("evil"));
        Assert.Equal("\"><b id=evil>", page.One("#q").GetAttribute("value"));
    }

    [Fact]
    public async Task An_empty_search_shows_all()
    {
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync("/?q=%20");

        Assert.Equal(SourceData.Territories.Count, page.TextsOf(".territory").Count);
    }

    [Fact]
    public async Task The_areas_of_the_map_are_the_populations()
    {
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync("/");

        // Both large enough that the gaps between them matter little.
        var areas = Area(page, "IN") / Area(page, "DE");
        Assert.InRange(areas / SourceData.PopulationOf("IN") * SourceData.PopulationOf("DE"), 0.9, 1.1);
    }

    private static double Area(SitePage page, string code)
    {
        var rectangle = page.One($".treemap a[href='/territory/{code}'] rect");
        return Number("width") * Number("height");

        double Number(string attribute) => double.Parse(rectangle.GetAttribute(attribute)!, CultureInfo.InvariantCulture);
    }
}
