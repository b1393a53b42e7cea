using System.Text.Json.Nodes;

namespace Almanac.Tests;

/// <summary>The sample's data, read without the sample's own code: what its pages have to show.</summary>
public static class SourceData
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Data");

    /// <summary>By code.</summary>
    public static IReadOnlyDictionary<string, JsonNode> Territories { get; } =
        Read("territories.json").AsArray().ToDictionary(territory => (string)territory!["code"]!, territory => territory!);

    /// <summary>The name of a territory, language or currency in one of the site's languages.</summary>
    public static string? NameOf(string kind, string code, string language) => (string?)Names[language][kind]?[code];

    public static string NameOfTerritory(string code, string language = "en") =>
        NameOf("territory", code, language) ?? NameOf("territory", code, "en") ?? code;

    public static long PopulationOf(string territory) => (long)Territories[territory]["population"]!;

    private static Dictionary<string, JsonNode> Names { get; } =
        SiteLanguages.All.ToDictionary(language => language, language => Read($"names/{language}.json"));

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, file)))!;
}
