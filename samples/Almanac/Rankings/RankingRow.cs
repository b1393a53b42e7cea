namespace Almanac.Rankings;

/// <summary>One row of a ranking.</summary>
public sealed record RankingRow(long Rank, string Code, string Name, double Value, double? Share, double? Note);
