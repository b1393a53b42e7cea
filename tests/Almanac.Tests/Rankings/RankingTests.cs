using System.Net;
using System.Text.Json.Nodes;

namespace Almanac.Tests.Rankings;

public sealed class RankingTests(AlmanacSite site)
{
    private static readonly IEnumerable<JsonNode> _territories = SourceData.Territories.Values;

    [Fact]
    public async Task Population_ranks_by_people() =>
        Assert.Equal(Rank(_territories, Code, Population), await ReadCodesAsync("population"));

    [Fact]
    public async Task Economy_ranks_by_product() =>
        Assert.Equal(Rank(_territories, Code, territory => (double)territory["gdp"]!), await ReadCodesAsync("economy"));

    [Fact]
    public async Task Wealth_ranks_by_product_a_head_where_a_thousand_live() =>
        Assert.Equal(
            Rank(_territories.Where(territory => Population(territory) >= 1000), Code, territory => (double)territory["gdp"]! / Population(territory)),
            await ReadCodesAsync("wealth"));

    [Fact]
    public async Task Diversity_ranks_by_the_chance_of_two_languages()
    {
        var expected = _territories
            .Select(territory => (Code: Code(territory), Shares: Spoken(territory).Select(spoken => spoken.Percent).Where(percent => percent > 0).ToList()))
            .Where(territory => territory.Shares.Count > 0)
            .ToDictionary(
                territory => territory.Code,
                territory => 1 - territory.Shares.Sum(share => Math.Pow(share / territory.Shares.Sum(), 2)));

        var ranked = await ReadCodesAsync("diversity");

        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), ranked.Order(StringComparer.Ordinal));
        // Chances that differ by rounding alone may stand in either order.
        Assert.All(ranked.Zip(ranked.Skip(1)), pair => Assert.True(expected[pair.First] >= expected[pair.Second] - 1e-9));
    }

    [Fact]
    public async Task Languages_rank_by_speakers()
    {
        var speakers = _territories
            .SelectMany(territory => Spoken(territory).Select(spoken => (spoken.Language, Count: Population(territory) * spoken.Percent / 100)))
            .GroupBy(spoken => spoken.Language, spoken => spoken.Count)
            .ToDictionary(language => language.Key, language => language.Sum());

        var ranked = await ReadCodesAsync("languages");

        Assert.Equal(250, ranked.Count);
        Assert.All(ranked.Zip(ranked.Skip(1)), pair => Assert.True(speakers[pair.First] >= speakers[pair.Second] * (1 - 1e-9)));
        Assert.True(speakers.Where(language => !ranked.Contains(language.Key)).Max(language => language.Value) <= speakers[ranked[^1]] * (1 + 1e-9));
    }

    [Fact]
    public async Task Currencies_rank_by_the_people_who_pay_with_them()
    {
        var people = _territories
            .SelectMany(territory => territory["currencies"]!.AsArray().Select(currency => (Code: (string)currency!, People: Population(territory))))
            .GroupBy(tender => tender.Code, tender => tender.People)
            .OrderByDescending(currency => currency.Sum()).ThenBy(currency => currency.Key, StringComparer.Ordinal)
            .Select(currency => currency.Key);
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync("/rankings/currencies");

        Assert.Equal(people, page.TextsOf(".ranking .code"));
    }

    [Fact]
    public async Task Continents_rank_by_people()
    {
        var names = _territories
            .GroupBy(territory => (string)territory["continent"]!, Population)
            .OrderByDescending(continent => continent.Sum())
            .Select(continent => SourceData.NameOfTerritory(continent.Key, "de"));
        using var visitor = site.Welcome("de");

        var page = await visitor.OpenAsync("/rankings/continents");

        Assert.Equal(names, page.TextsOf(".ranking .what"));
    }

    [Fact]
    public async Task Equal_values_share_a_rank()
    {
        using var visitor = site.Welcome("en");
        var page = await visitor.OpenAsync("/rankings/population");
        var populations = page.AttributesOf(".ranking .what a", "href").Select(link => SourceData.PopulationOf(link[^2..])).ToList();

        var ranks = page.TextsOf(".ranking td:first-child").Select(int.Parse);

        Assert.Equal(populations.Select(population => populations.Count(other => other > population) + 1), ranks);
    }

    [Fact]
    public async Task A_page_shows_the_query_behind_it()
    {
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync("/rankings/wealth");

        Assert.StartsWith("SELECT rank() OVER (ORDER BY 1.0 * t.gdp / t.population DESC)", page.TextOf(".query code"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_short_address_leads_to_the_first()
    {
        using var visitor = site.Welcome("en");

        var answer = await visitor.OpenAsync("/rankings");

        Assert.Equal((HttpStatusCode.Redirect, "/rankings/population"), (answer.Status, answer.Header("Location")));
    }

    private static IEnumerable<string> Rank<T>(IEnumerable<T> items, Func<T, string> code, Func<T, double> value) =>
        items.OrderByDescending(value).ThenBy(code, StringComparer.Ordinal).Select(code);

    private static string Code(JsonNode territory) => (string)territory["code"]!;

    private static double Population(JsonNode territory) => (double)territory["population"]!;

    private static IEnumerable<(string Language, double Percent)> Spoken(JsonNode territory) =>
        territory["languages"]!.AsArray().Select(spoken => ((string)spoken!["code"]!, (double)spoken["percent"]!));

    private async Task<List<string>> ReadCodesAsync(string ranking)
    {
        using var visitor = site.Welcome("en");
        var page = await visitor.OpenAsync($"/rankings/{ranking}");
        return [.. page.AttributesOf(".ranking .what a", "href").Select(link => link[(link.LastIndexOf('/') + 1)..])];
    }
}
