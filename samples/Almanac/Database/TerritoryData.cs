namespace Almanac.Database;

/// <summary>One line of <c>territories.json</c>.</summary>
public sealed record TerritoryData(
    string Code,
    string? Alpha3,
    string? Number,
    string Continent,
    string Region,
    long Population,
    long? Gdp,
    double? Literacy,
    string FirstDay,
    string Units,
    int Clock,
    string[] Currencies,
    SpokenData[] Languages,
    string[] Zones);
