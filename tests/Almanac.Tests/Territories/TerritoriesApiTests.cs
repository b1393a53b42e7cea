using System.Net;

namespace Almanac.Tests.Territories;

public sealed class TerritoriesApiTests(AlmanacSite site)
{
    [Fact]
    public async Task The_list_holds_every_territory_the_most_populous_first()
    {
        using var visitor = site.Welcome("en");

        var answer = await visitor.OpenAsync("/api/territories");

        Assert.Equal((HttpStatusCode.OK, "application/json; charset=utf-8"), (answer.Status, answer.Header("Content-Type")));
        Assert.Equal(
            SourceData.Territories.Keys.OrderByDescending(SourceData.PopulationOf).ThenBy(code => code, StringComparer.Ordinal),
            answer.Json.AsArray().Select(territory => (string)territory!["code"]!));
    }

    [Theory]
    [InlineData("en", "Switzerland")]
    [InlineData("ja", "スイス")]
    [InlineData("ar", "سويسرا")]
    public async Task Names_come_in_the_language_asked_for_and_unescaped(string language, string name)
    {
        using var visitor = site.Welcome(language);

        var list = await visitor.OpenAsync("/api/territories");
        var one = await visitor.OpenAsync("/api/territories/CH");

        Assert.Contains($"\"name\":\"{name}\"", list.Text, StringComparison.Ordinal);
        Assert.Equal(name, (string)one.Json["facts"]!["name"]!);
    }

    [Fact]
    public async Task One_territory_has_the_facts_of_the_data()
    {
        var data = SourceData.Territories["CD"];
        using var visitor = site.Welcome("en");

        var territory = (await visitor.OpenAsync("/api/territories/cd")).Json;

        var facts = territory["facts"]!;
        Assert.Equal((long)data["population"]!, (long)facts["population"]!);
        Assert.Equal((long)data["gdp"]!, (long)facts["gdp"]!);
        Assert.Equal((double)data["literacy"]!, (double)facts["literacy"]!);
        Assert.Equal(
            data["languages"]!.AsArray().Select(language => $"{language!["code"]} {language["percent"]}"),
            territory["languages"]!.AsArray().Select(language => $"{language!["code"]} {language["percent"]}"));
        Assert.Equal(
            data["zones"]!.AsArray().Select(zone => (string)zone!),
            territory["zones"]!.AsArray().Select(zone => (string)zone!["id"]!));
    }

    [Fact]
    public async Task An_unknown_territory_is_a_problem_in_JSON()
    {
        using var visitor = site.Welcome("en");

        var answer = await visitor.OpenAsync("/api/territories/ZZ");

        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (answer.Status, answer.Header("Content-Type")));
        Assert.Equal(404, (int)answer.Json["status"]!);
    }
}
