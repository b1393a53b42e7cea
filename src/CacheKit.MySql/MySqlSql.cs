using System.Data.Common;
using System.Globalization;
using System.Text;
using CacheKit.Database.Keys;
using CacheKit.Database.Servers;

namespace CacheKit.MySql;

/// <summary>The statements of MySQL 8 and MariaDB, which have no <c>RETURNING</c> in common.</summary>
/// <param name="table">The table, in quotes.</param>
internal sealed class MySqlSql(string table) : ServerSql
{
    private const string Alive = "(expires IS NULL OR expires > @p1)";
    private const string Entry = $"cache_key = @p2 AND full_key <=> @p3 AND {Alive}";
    private const string Into = "(cache_key, value, expires, full_key)";
    private const string Replace = "ON DUPLICATE KEY UPDATE value = VALUES(value), expires = VALUES(expires), full_key = VALUES(full_key)";

    // In latin1 every byte is a character, and MySQL's regular expressions are for characters only.
    private const string Text = "CONVERT(value USING latin1)";
    private const string Counter = $"CAST(RTRIM({Text}) AS DECIMAL(30, 0))";

    private readonly string _read = $"SELECT value FROM {table} WHERE {Entry}";
    private readonly string _readExpiry = $"SELECT expires FROM {table} WHERE {Entry}";
    private readonly string _write = $"INSERT INTO {table} {Into} VALUES (@p1, @p2, @p3, @p4) {Replace}";

    // Whether an upsert inserted or replaced cannot be told from its count of rows.
    private readonly string _addOverDead = $"DELETE FROM {table} WHERE cache_key = @p1 AND (expires <= @p2 OR NOT full_key <=> @p3)";
    private readonly string _add = $"INSERT IGNORE INTO {table} {Into} VALUES (@p1, @p2, @p3, @p4)";
    private readonly string _touch = $"UPDATE {table} SET expires = @p4 WHERE {Entry}";

    // LAST_INSERT_ID(number) keeps the number for this connection; it is unsigned, and so not what is stored.
    private readonly string _increment =
        $"UPDATE {table} SET value = IF(LAST_INSERT_ID({Counter} + @p4) IS NULL, value, CAST({Counter} + @p4 AS CHAR)) WHERE {Entry} "
        + $"AND CASE WHEN OCTET_LENGTH(value) <= 64 AND {Text} REGEXP '^(0|-?[1-9][0-9]{{0,19}}) *$' "
        + $"THEN {Counter} BETWEEN {long.MinValue} AND {long.MaxValue} AND {Counter} + @p4 BETWEEN {long.MinValue} AND {long.MaxValue} ELSE FALSE END";

    private readonly string _moveOver = $"INSERT INTO {table} {Into} SELECT @p4, value, expires, @p5 FROM {table} AS source WHERE {Entry} {Replace}";
    private readonly string _delete = $"DELETE FROM {table} WHERE {Entry}";
    private readonly string _clear = $"DELETE FROM {table}";
    private readonly string _cullExpired = $"DELETE FROM {table} WHERE expires <= @p1 ORDER BY expires LIMIT @p2";
    private readonly string _count = $"SELECT COUNT(*) FROM {table} WHERE {Alive}";
    private readonly string _countUpTo = $"SELECT COUNT(*) FROM (SELECT 1 FROM {table} WHERE {Alive} LIMIT @p2) AS bounded";
    private readonly string _find = $"SELECT 1 FROM {table} WHERE FALSE";

    public override ServerStatement Read(DatabaseKey key, long now) => new(_read, ServerValue.Of(now), TextOf(key), FullOf(key));

    public override ServerStatement ReadMany(IReadOnlyList<DatabaseKey> keys, long now) =>
        new(
            $"SELECT cache_key, full_key, value FROM {table} WHERE {Alive} AND cache_key IN {List(2, keys.Count)}",
            [ServerValue.Of(now), .. keys.Select(TextOf)]);

    public override ServerStatement ReadExpiry(DatabaseKey key, long now) => new(_readExpiry, ServerValue.Of(now), TextOf(key), FullOf(key));

    public override ServerStatement Write(ServerEntry entry, long? expires) => new(_write, ValuesOf(entry, expires));

    public override ServerStatement WriteMany(IReadOnlyList<ServerEntry> entries, long? expires)
    {
        const int Columns = 4;
        var text = new StringBuilder($"INSERT INTO {table} {Into} VALUES ");
        for (int index = 0; index < entries.Count; index++)
            text.Append(index == 0 ? "" : ", ").Append(List(1 + (index * Columns), Columns));
        return new(text.Append(' ').Append(Replace).ToString(), [.. entries.SelectMany(entry => ValuesOf(entry, expires))]);
    }

    public override IReadOnlyList<ServerStatement> Add(ServerEntry entry, long? expires, long now) =>
        [new(_addOverDead, TextOf(entry.Key), ServerValue.Of(now), FullOf(entry.Key)), new(_add, ValuesOf(entry, expires))];

    public override ServerStatement Touch(DatabaseKey key, long? expires, long now) =>
        new(_touch, ServerValue.Of(now), TextOf(key), FullOf(key), ServerValue.Of(expires));

    public override IReadOnlyList<ServerStatement> Increment(DatabaseKey key, long delta, long now) =>
        [new(_increment, ServerValue.Of(now), TextOf(key), FullOf(key), ServerValue.Of(delta)), new("SELECT CAST(LAST_INSERT_ID() AS SIGNED)")];

    public override IReadOnlyList<ServerStatement> Move(DatabaseKey source, DatabaseKey destination, long now) =>
    [
        new(_moveOver, ServerValue.Of(now), TextOf(source), FullOf(source), TextOf(destination), FullOf(destination)),
        Delete(source, now),
    ];

    public override ServerStatement Delete(DatabaseKey key, long now) => new(_delete, ServerValue.Of(now), TextOf(key), FullOf(key));

    public override ServerStatement DeleteMany(IReadOnlyList<DatabaseKey> keys) =>
        new($"DELETE FROM {table} WHERE cache_key IN {List(1, keys.Count)}", [.. keys.Select(TextOf)]);

    public override ServerStatement Clear(DatabaseKeyPrefix? prefix) =>
        prefix is { } some ? new($"{_clear} WHERE {Prefix(1)}", ValuesOf(some)) : new(_clear);

    public override ServerStatement CullExpired(int most, long now) => new(_cullExpired, ServerValue.Of(now), ServerValue.Of(most));

    public override ServerStatement CullSmallest(IReadOnlyList<DatabaseKey> kept, long count, long now)
    {
        string keeping = kept.Count == 0 ? "" : $" AND cache_key NOT IN {List(3, kept.Count)}";
        return new(
            $"DELETE FROM {table} WHERE {Alive}{keeping} ORDER BY cache_key LIMIT @p2",
            [ServerValue.Of(now), ServerValue.Of(count), .. kept.Select(TextOf)]);
    }

    public override ServerStatement Count(long now) => new(_count, ServerValue.Of(now));

    public override ServerStatement CountUpTo(long limit, long now) => new(_countUpTo, ServerValue.Of(now), ServerValue.Of(limit));

    public override ServerStatement List(DatabaseKeyPrefix? prefix, string? after, int limit, long now)
    {
        string within = prefix is null ? "" : $" AND {Prefix(4)}";
        return new(
            $"SELECT cache_key, full_key, expires, OCTET_LENGTH(value) FROM {table} WHERE {Alive} AND cache_key > @p2{within} ORDER BY cache_key LIMIT @p3",
            [ServerValue.Of(now), BytesOf(after ?? ""), ServerValue.Of(limit), .. prefix is { } some ? ValuesOf(some) : []]);
    }

    public override ServerStatement Find() => new(_find);

    public override string KeyOf(DbDataReader row, int column) => Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(column));

    private static string Prefix(int first) =>
        $"cache_key >= @p{first} AND cache_key < @p{first + 1} "
        + $"AND IF(full_key IS NULL, LEFT(cache_key, OCTET_LENGTH(@p{first + 2})) = @p{first + 2}, LEFT(full_key, OCTET_LENGTH(@p{first + 3})) = @p{first + 3})";

    /// <summary>Parameters in parentheses.</summary>
    private static string List(int first, int count) =>
        "(" + string.Join(", ", Enumerable.Range(first, count).Select(static number => "@p" + number.ToString(CultureInfo.InvariantCulture))) + ")";

    private static ServerValue[] ValuesOf(ServerEntry entry, long? expires) =>
        [TextOf(entry.Key), ServerValue.Of(entry.Payload), ServerValue.Of(expires), FullOf(entry.Key)];

    private static ServerValue[] ValuesOf(DatabaseKeyPrefix prefix) =>
    [
        BytesOf(prefix.From),
        BytesOf(prefix.To),
        ServerValue.Of(prefix.Text is { } text ? Encoding.UTF8.GetBytes(text) : null),
        ServerValue.Of(prefix.FullText),
    ];

    private static ServerValue TextOf(DatabaseKey key) => BytesOf(key.Text);

    private static ServerValue FullOf(DatabaseKey key) => ServerValue.Of(key.FullKey);

    private static ServerValue BytesOf(string text) => ServerValue.Of(Encoding.UTF8.GetBytes(text));
}
