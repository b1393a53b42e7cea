using Almanac.Database;

namespace Almanac.Rankings;

/// <summary>Runs the query of a ranking.</summary>
public sealed class RankingQueries(AlmanacDatabase database)
{
    /// <summary>The ranking's rows, the first first; names in the language asked for.</summary>
    public Task<IReadOnlyList<RankingRow>> RunAsync(Ranking ranking, string language, CancellationToken cancellationToken) =>
        database.QueryAsync(
            ranking.Sql,
            row => new RankingRow(
                row.GetInt64(0),
                row.GetString(1),
                row.GetString(2),
                row.GetDouble(3),
                row.IsDBNull(4) ? null : row.GetDouble(4),
                row.IsDBNull(5) ? null : row.GetDouble(5)),
            cancellationToken,
            ("$language", language));
}
