namespace Almanac.Territories;

/// <summary>What can be said of a territory in one line.</summary>
/// <param name="Code">Two letters, ISO 3166-1 alpha-2 or CLDR's own.</param>
/// <param name="Alpha3">Three letters.</param>
/// <param name="Number">Three digits.</param>
/// <param name="Name">In the language asked for.</param>
/// <param name="Continent">Its code, UN M.49.</param>
/// <param name="ContinentName">In the language asked for.</param>
/// <param name="Region">The subregion's code, UN M.49 or CLDR's own.</param>
/// <param name="RegionName">In the language asked for.</param>
/// <param name="Population">People.</param>
/// <param name="PopulationRank">1 for the most populous.</param>
/// <param name="Gdp">Gross domestic product at purchasing power, in international dollars a year.</param>
/// <param name="GdpRank">1 for the largest.</param>
/// <param name="Literacy">Per cent of the people.</param>
/// <param name="FirstDay">The day a week starts on.</param>
/// <param name="Units"><c>metric</c>, <c>UK</c> or <c>US</c>.</param>
/// <param name="ClockHours">12 or 24.</param>
public sealed record TerritoryFacts(
    string Code,
    string? Alpha3,
    string? Number,
    string Name,
    string Continent,
    string ContinentName,
    string Region,
    string RegionName,
    long Population,
    long PopulationRank,
    long? Gdp,
    long? GdpRank,
    double? Literacy,
    DayOfWeek FirstDay,
    string Units,
    int ClockHours)
{
    /// <summary>Gross domestic product by head, in international dollars a year.</summary>
    public double? GdpPerHead => Gdp is { } gdp && Population > 0 ? (double)gdp / Population : null;
}
