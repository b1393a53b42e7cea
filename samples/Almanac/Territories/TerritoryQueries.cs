using Almanac.Database;
using CacheKit;
using Microsoft.Data.Sqlite;

namespace Almanac.Territories;

/// <summary>Reads territories out of the database; names come in the language asked for.</summary>
public sealed class TerritoryQueries(AlmanacDatabase database, [FromKeyedServices(Statistics.Alias)] ICache statistics)
{
    private const string SummaryQuery = """
        SELECT t.code, t.alpha3, n.text, t.continent, c.text, t.region, r.text, t.population
        FROM territory t
        JOIN name n ON n.kind = 'territory' AND n.code = t.code AND n.locale = $language
        JOIN name c ON c.kind = 'territory' AND c.code = t.continent AND c.locale = $language
        JOIN name r ON r.kind = 'territory' AND r.code = t.region AND r.locale = $language
        """;

    /// <summary>The whole world in five numbers, kept in the cache of statistics.</summary>
    public ValueTask<WorldSummary> SummarizeAsync(CancellationToken cancellationToken) =>
        statistics.GetOrSetAsync("world", CountAsync, cancellationToken: cancellationToken);

    /// <summary>Every territory, the most populous first.</summary>
    public Task<IReadOnlyList<TerritorySummary>> ListAsync(string language, CancellationToken cancellationToken) =>
        database.QueryAsync(SummaryQuery + " ORDER BY t.population DESC, t.code", ReadSummary, cancellationToken, ("$language", language));

    /// <summary>One territory with all that hangs on it, or null for an unknown code.</summary>
    public async Task<Territory?> FindAsync(string code, string language, CancellationToken cancellationToken) =>
        await FindFactsAsync(code, language, cancellationToken) is { } facts
            ? await CompleteAsync(facts, language, cancellationToken)
            : null;

    /// <summary>All that hangs on a territory.</summary>
    public async Task<Territory> CompleteAsync(TerritoryFacts facts, string language, CancellationToken cancellationToken) => new(
        facts,
        await ListLanguagesAsync(facts.Code, language, cancellationToken),
        await ListCurrenciesAsync(facts.Code, language, cancellationToken),
        await ListZonesAsync(facts.Code, language, cancellationToken),
        await ListNamesElsewhereAsync(facts.Code, language, cancellationToken),
        await ListNeighboursAsync(facts, language, cancellationToken));

    /// <summary>What can be said of a territory in one line, or null for an unknown code.</summary>
    public async Task<TerritoryFacts?> FindFactsAsync(string code, string language, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT
                t.code, t.alpha3, t.number, n.text, t.continent, c.text, t.region, r.text, t.population,
                (SELECT count(*) + 1 FROM territory WHERE population > t.population),
                t.gdp,
                CASE WHEN t.gdp IS NOT NULL THEN (SELECT count(*) + 1 FROM territory WHERE gdp > t.gdp) END,
                t.literacy, t.first_day, t.units, t.clock
            FROM territory t
            JOIN name n ON n.kind = 'territory' AND n.code = t.code AND n.locale = $language
            JOIN name c ON c.kind = 'territory' AND c.code = t.continent AND c.locale = $language
            JOIN name r ON r.kind = 'territory' AND r.code = t.region AND r.locale = $language
            WHERE t.code = $code
            """;
        var rows = await database.QueryAsync(Sql, ReadFacts, cancellationToken, ("$code", code), ("$language", language));
        return rows.Count == 0 ? null : rows[0];
    }

    private async Task<WorldSummary> CountAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT
                (SELECT sum(population) FROM territory),
                (SELECT count(*) FROM territory),
                (SELECT count(DISTINCT language) FROM spoken),
                (SELECT count(DISTINCT currency) FROM tender),
                (SELECT count(*) FROM zone)
            """;
        var rows = await database.QueryAsync(
            Sql,
            row => new WorldSummary(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)),
            cancellationToken);
        return rows[0];
    }

    private Task<IReadOnlyList<SpokenLanguage>> ListLanguagesAsync(string code, string language, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT l.code, n.text, l.autonym, l.right_to_left, s.percent, s.status
            FROM spoken s
            JOIN language l ON l.code = s.language
            JOIN name n ON n.kind = 'language' AND n.code = l.code AND n.locale = $language
            WHERE s.territory = $code
            ORDER BY s.percent DESC, l.code
            """;
        return database.QueryAsync(
            Sql,
            row => new SpokenLanguage(row.GetString(0), row.GetString(1), Text(row, 2), row.GetBoolean(3), row.GetDouble(4), Text(row, 5)),
            cancellationToken,
            ("$code", code),
            ("$language", language));
    }

    private Task<IReadOnlyList<Currency>> ListCurrenciesAsync(string code, string language, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT c.code, n.text, c.symbol
            FROM tender t
            JOIN currency c ON c.code = t.currency
            JOIN name n ON n.kind = 'currency' AND n.code = c.code AND n.locale = $language
            WHERE t.territory = $code
            ORDER BY t.position
            """;
        return database.QueryAsync(
            Sql,
            row => new Currency(row.GetString(0), row.GetString(1), Text(row, 2)),
            cancellationToken,
            ("$code", code),
            ("$language", language));
    }

    private Task<IReadOnlyList<Zone>> ListZonesAsync(string code, string language, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT z.id, n.text
            FROM zone z
            JOIN name n ON n.kind = 'city' AND n.code = z.id AND n.locale = $language
            WHERE z.territory = $code
            ORDER BY z.id
            """;
        return database.QueryAsync(
            Sql,
            row => new Zone(row.GetString(0), row.GetString(1)),
            cancellationToken,
            ("$code", code),
            ("$language", language));
    }

    private Task<IReadOnlyList<NameElsewhere>> ListNamesElsewhereAsync(string code, string language, CancellationToken cancellationToken)
    {
        // The languages of the territory first, then those with the most speakers in the world.
        const string Sql = """
            SELECT n.locale, l.autonym, l.right_to_left, n.text, s.language IS NOT NULL
            FROM name n
            JOIN language l ON l.code = n.locale
            LEFT JOIN spoken s ON s.territory = $code AND s.language = n.locale
            LEFT JOIN (
                SELECT language, sum(t.population * w.percent) AS speakers
                FROM spoken w JOIN territory t ON t.code = w.territory
                GROUP BY language
            ) world ON world.language = n.locale
            WHERE n.kind = 'territory' AND n.code = $code AND n.locale <> $language
            ORDER BY s.language IS NULL, s.percent DESC, world.speakers DESC, n.locale
            """;
        return database.QueryAsync(
            Sql,
            row => new NameElsewhere(row.GetString(0), Text(row, 1) ?? row.GetString(0), row.GetBoolean(2), row.GetString(3), row.GetBoolean(4)),
            cancellationToken,
            ("$code", code),
            ("$language", language));
    }

    private Task<IReadOnlyList<TerritorySummary>> ListNeighboursAsync(TerritoryFacts facts, string language, CancellationToken cancellationToken) =>
        database.QueryAsync(
            SummaryQuery + " WHERE t.region = $region AND t.code <> $code ORDER BY t.population DESC, t.code",
            ReadSummary,
            cancellationToken,
            ("$code", facts.Code),
            ("$region", facts.Region),
            ("$language", language));

    private static TerritorySummary ReadSummary(SqliteDataReader row) => new(
        row.GetString(0),
        Text(row, 1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.GetString(5),
        row.GetString(6),
        row.GetInt64(7));

    private static TerritoryFacts ReadFacts(SqliteDataReader row) => new(
        row.GetString(0),
        Text(row, 1),
        Text(row, 2),
        row.GetString(3),
        row.GetString(4),
        row.GetString(5),
        row.GetString(6),
        row.GetString(7),
        row.GetInt64(8),
        row.GetInt64(9),
        row.IsDBNull(10) ? null : row.GetInt64(10),
        row.IsDBNull(11) ? null : row.GetInt64(11),
        row.IsDBNull(12) ? null : row.GetDouble(12),
        ReadDay(row.GetString(13)),
        row.GetString(14),
        row.GetInt32(15));

    private static DayOfWeek ReadDay(string day) => day switch
    {
        "sun" => DayOfWeek.Sunday,
        "fri" => DayOfWeek.Friday,
        "sat" => DayOfWeek.Saturday,
        _ => DayOfWeek.Monday,
    };

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
