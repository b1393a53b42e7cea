namespace Almanac.Territories;

/// <summary>The almanac in five numbers.</summary>
public sealed record WorldSummary(long Population, long Territories, long Languages, long Currencies, long Zones);
