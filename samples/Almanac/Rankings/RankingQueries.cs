using Almanac.Database;
using CacheKit;

namespace Almanac.Rankings;

/// <summary>Runs the query of a ranking, once for each language as long as the cache of statistics keeps it.</summary>
public sealed class RankingQueries(AlmanacDatabase database, [FromKeyedServices(Statistics.Alias)] ICache statistics)
{
    /// <summary>The ranking's rows, the first first; names in the language asked for.</summary>
    public ValueTask<IReadOnlyList<RankingRow>> RunAsync(Ranking ranking, string language, CancellationToken cancellationToken) =>
        statistics.GetOrSetAsync(
            $"ranking:{ranking.Slug}:{language}",
            token => QueryAsync(ranking, language, token),
            cancellationToken: cancellationToken);

    private Task<IReadOnlyList<RankingRow>> QueryAsync(Ranking ranking, string language, CancellationToken cancellationToken) =>
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
