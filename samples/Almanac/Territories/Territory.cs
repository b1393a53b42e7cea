namespace Almanac.Territories;

/// <summary>All that the almanac knows of one territory; names are in the language asked for.</summary>
public sealed record Territory(
    TerritoryFacts Facts,
    IReadOnlyList<SpokenLanguage> Languages,
    IReadOnlyList<Currency> Currencies,
    IReadOnlyList<Zone> Zones,
    IReadOnlyList<NameElsewhere> NamesElsewhere,
    IReadOnlyList<TerritorySummary> Neighbours);
