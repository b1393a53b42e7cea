namespace Almanac.Territories;

/// <summary>A territory as a list shows it; names are in the language asked for.</summary>
public sealed record TerritorySummary(
    string Code,
    string? Alpha3,
    string Name,
    string Continent,
    string ContinentName,
    string Region,
    string RegionName,
    long Population);
