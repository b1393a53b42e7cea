namespace Almanac.Rankings;

/// <summary>What a ranking's page shows.</summary>
public sealed record RankingPage(Ranking Ranking, IReadOnlyList<RankingRow> Rows);
