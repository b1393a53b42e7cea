namespace Almanac.Territories;

/// <summary>What the front page shows.</summary>
/// <param name="World">The almanac in five numbers.</param>
/// <param name="All">Every territory, the most populous first.</param>
/// <param name="Continents">The territories found, by continent, each list in the order of the language's alphabet.</param>
/// <param name="Query">What was searched for, or null.</param>
public sealed record TerritoriesPage(
    WorldSummary World,
    IReadOnlyList<TerritorySummary> All,
    IReadOnlyList<IGrouping<(string Code, string Name), TerritorySummary>> Continents,
    string? Query);
