namespace Almanac.Database;

/// <summary>A language of one territory in <c>territories.json</c>: the share of people who speak it, and its status in law.</summary>
public sealed record SpokenData(string Code, double Percent, string? Status);
