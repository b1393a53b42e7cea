namespace Almanac.Tests.Languages;

public sealed class LanguagePageTests(AlmanacSite site)
{
    [Fact]
    public async Task The_list_holds_every_language_spoken_somewhere_once()
    {
        var spoken = SourceData.Territories.Values
            .SelectMany(territory => territory["languages"]!.AsArray())
            .Select(language => $"/languages/{language!["code"]}")
            .Distinct();
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync("/languages");

        Assert.Equal(spoken.Order(StringComparer.Ordinal), page.AttributesOf("a.language", "href").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_language_s_places_are_those_of_the_data_the_largest_first()
    {
        var places = SourceData.Territories.Values
            .SelectMany(territory => territory["languages"]!.AsArray()
                .Where(language => (string)language!["code"]! == "de")
                .Select(language => (Code: (string)territory["code"]!, Speakers: (double)territory["population"]! * (double)language!["percent"]! / 100)))
            .OrderByDescending(place => place.Speakers)
            .Select(place => $"/territory/{place.Code}");
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync("/languages/de");

        Assert.Equal(places, page.AttributesOf(".ranking .what a", "href"));
        Assert.Equal(("German", "Deutsch"), (page.TextOf("h1"), page.TextOf(".autonyms")));
    }

    [Fact]
    public async Task A_name_from_right_to_left_says_so()
    {
        using var visitor = site.Welcome("en");

        var page = await visitor.OpenAsync("/languages/ur");

        Assert.Equal(["rtl"], page.AttributesOf(".autonyms [lang=ur]", "dir"));
    }
}
