using Almanac.Database;
using Microsoft.Data.Sqlite;

namespace Almanac.Languages;

/// <summary>Reads languages out of the database; names come in the language asked for.</summary>
public sealed class LanguageQueries(AlmanacDatabase database)
{
    private const string SummaryQuery = """
        SELECT l.code, n.text, l.autonym, l.right_to_left, w.text, sum(t.population * s.percent / 100) AS speakers, count(*), count(s.status)
        FROM language l
        JOIN spoken s ON s.language = l.code
        JOIN territory t ON t.code = s.territory
        JOIN name n ON n.kind = 'language' AND n.code = l.code AND n.locale = $language
        LEFT JOIN name w ON w.kind = 'script' AND w.code = l.script AND w.locale = $language
        """;

    /// <summary>Every language spoken somewhere, the one with the most speakers first.</summary>
    public Task<IReadOnlyList<LanguageSummary>> ListAsync(string language, CancellationToken cancellationToken) =>
        database.QueryAsync(
            SummaryQuery + " GROUP BY l.code ORDER BY speakers DESC, l.code",
            ReadSummary,
            cancellationToken,
            ("$language", language));

    /// <summary>One language, or null for an unknown code.</summary>
    public async Task<LanguageSummary?> FindAsync(string code, string language, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync(
            SummaryQuery + " WHERE l.code = $code GROUP BY l.code",
            ReadSummary,
            cancellationToken,
            ("$code", code),
            ("$language", language));
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>Where a language is spoken, the place with the most speakers first.</summary>
    public Task<IReadOnlyList<LanguagePlace>> ListPlacesAsync(string code, string language, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT t.code, n.text, s.percent, t.population * s.percent / 100 AS speakers, s.status
            FROM spoken s
            JOIN territory t ON t.code = s.territory
            JOIN name n ON n.kind = 'territory' AND n.code = t.code AND n.locale = $language
            WHERE s.language = $code
            ORDER BY speakers DESC, t.code
            """;
        return database.QueryAsync(
            Sql,
            row => new LanguagePlace(row.GetString(0), row.GetString(1), row.GetDouble(2), row.GetDouble(3), row.IsDBNull(4) ? null : row.GetString(4)),
            cancellationToken,
            ("$code", code),
            ("$language", language));
    }

    private static LanguageSummary ReadSummary(SqliteDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.IsDBNull(2) ? null : row.GetString(2),
        row.GetBoolean(3),
        row.IsDBNull(4) ? null : row.GetString(4),
        row.GetDouble(5),
        row.GetInt64(6),
        row.GetInt64(7));
}
