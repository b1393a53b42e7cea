using Almanac.Database;
using Microsoft.Data.Sqlite;

namespace Almanac.Guestbook;

/// <summary>The guestbooks in the database.</summary>
public sealed class GuestbookStore(AlmanacDatabase database, TimeProvider time)
{
    /// <summary>Adds an entry. A null <paramref name="userId"/> stands for a visitor who is not signed in.</summary>
    public Task AddAsync(string territory, string author, string? userId, string text, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            "INSERT INTO guestbook (territory, author, user_id, text, written) VALUES ($territory, $author, $user, $text, $written)",
            cancellationToken,
            ("$territory", territory),
            ("$author", author),
            ("$user", userId),
            ("$text", text),
            ("$written", time.GetUtcNow().ToUnixTimeMilliseconds()));

    /// <summary>A territory's entries, the newest first; <paramref name="before"/> is the entry after which to go on.</summary>
    public Task<IReadOnlyList<GuestbookEntry>> ListAsync(string territory, int count, long? before, CancellationToken cancellationToken) =>
        database.QueryAsync(
            """
            SELECT id, author, text, written FROM guestbook
            WHERE territory = $territory AND id < $before
            ORDER BY id DESC LIMIT $count
            """,
            ReadEntry,
            cancellationToken,
            ("$territory", territory),
            ("$before", before ?? long.MaxValue),
            ("$count", count));

    /// <summary>How many entries a territory's guestbook has.</summary>
    public async Task<long> CountAsync(string territory, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync(
            "SELECT count(*) FROM guestbook WHERE territory = $territory",
            row => row.GetInt64(0),
            cancellationToken,
            ("$territory", territory));
        return rows[0];
    }

    /// <summary>How many territories' guestbooks a user signed.</summary>
    public async Task<long> CountStampsAsync(string userId, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync(
            "SELECT count(DISTINCT territory) FROM guestbook WHERE user_id = $user",
            row => row.GetInt64(0),
            cancellationToken,
            ("$user", userId));
        return rows[0];
    }

    /// <summary>The territories whose guestbooks a user signed, the latest first; names in the language asked for.</summary>
    public Task<IReadOnlyList<Stamp>> ListStampsAsync(string userId, string language, CancellationToken cancellationToken) =>
        database.QueryAsync(
            """
            SELECT t.code, n.text, t.continent, count(*), min(g.written)
            FROM guestbook g
            JOIN territory t ON t.code = g.territory
            JOIN name n ON n.kind = 'territory' AND n.code = t.code AND n.locale = $language
            WHERE g.user_id = $user
            GROUP BY t.code
            ORDER BY min(g.id) DESC
            """,
            row => new Stamp(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), ReadTime(row, 4)),
            cancellationToken,
            ("$user", userId),
            ("$language", language));

    private static GuestbookEntry ReadEntry(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), ReadTime(row, 3));

    private static DateTimeOffset ReadTime(SqliteDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
