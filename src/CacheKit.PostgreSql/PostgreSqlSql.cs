using System.Data;
using System.Data.Common;
using CacheKit.Database.Keys;
using CacheKit.Database.Servers;

namespace CacheKit.PostgreSql;

/// <summary>PostgreSQL's statements.</summary>
/// <param name="table">The table, in quotes.</param>
internal sealed class PostgreSqlSql(string table) : ServerSql
{
    private const string Counter = "rtrim(encode(value, 'escape'))::numeric";
    private const string Listed = "cache_key, full_key, expires, octet_length(value)::bigint";
    private const string Replace = "ON CONFLICT (cache_key) DO UPDATE SET value = EXCLUDED.value, expires = EXCLUDED.expires, full_key = EXCLUDED.full_key";

    private readonly string _read = $"SELECT value FROM {table} WHERE {Key()} AND {Alive(3)}";
    private readonly string _readMany = $"SELECT cache_key, full_key, value FROM {table} WHERE cache_key = ANY($1) AND {Alive(2)}";
    private readonly string _readExpiry = $"SELECT expires FROM {table} WHERE {Key()} AND {Alive(3)}";
    private readonly string _write = $"INSERT INTO {table} (cache_key, value, expires, full_key) VALUES ($1, $2, $3, $4) {Replace}";
    private readonly string _writeMany =
        $"INSERT INTO {table} (cache_key, value, expires, full_key) SELECT k, v, $3, f FROM unnest($1, $2, $4) AS new (k, v, f) {Replace}";

    // What the condition says is true of the newest row, also where another transaction has just written it.
    private readonly string _add =
        $"INSERT INTO {table} AS old (cache_key, value, expires, full_key) VALUES ($1, $2, $3, $4) {Replace} "
        + "WHERE old.expires <= $5 OR old.full_key IS DISTINCT FROM $4";

    private readonly string _touch = $"UPDATE {table} SET expires = $4 WHERE {Key()} AND {Alive(3)}";

    // A case, since the order in which conditions are looked at is the planner's.
    private readonly string _increment =
        $"UPDATE {table} SET value = convert_to(({Counter} + $4)::text, 'UTF8') WHERE {Key()} AND {Alive(3)} "
        + "AND CASE WHEN octet_length(value) <= 64 AND encode(value, 'escape') ~ '^(0|-?[1-9][0-9]*) *$' "
        + $"THEN {Counter} BETWEEN {long.MinValue} AND {long.MaxValue} AND {Counter} + $4 BETWEEN {long.MinValue} AND {long.MaxValue} ELSE false END "
        + "RETURNING convert_from(value, 'UTF8')::bigint";

    private readonly string _move =
        $"WITH gone AS (DELETE FROM {table} WHERE {Key()} AND {Alive(3)} RETURNING value, expires) "
        + $"INSERT INTO {table} (cache_key, value, expires, full_key) SELECT $4, value, expires, $5 FROM gone {Replace}";

    private readonly string _delete = $"DELETE FROM {table} WHERE {Key()} AND {Alive(3)}";
    private readonly string _deleteMany = $"DELETE FROM {table} WHERE cache_key = ANY($1)";
    private readonly string _clear = $"DELETE FROM {table}";
    private readonly string _clearPrefix = $"DELETE FROM {table} WHERE {Prefix(1)}";

    // Rows that others hold are left to them: a cull waits for nobody, and takes part in no deadlock.
    private readonly string _cullExpired =
        $"DELETE FROM {table} WHERE cache_key IN (SELECT cache_key FROM {table} WHERE expires <= $1 ORDER BY expires LIMIT $2 FOR UPDATE SKIP LOCKED)";

    private readonly string _cullSmallest =
        $"DELETE FROM {table} WHERE cache_key IN "
        + $"(SELECT cache_key FROM {table} WHERE {Alive(1)} AND cache_key <> ALL($2) ORDER BY cache_key LIMIT $3 FOR UPDATE SKIP LOCKED)";

    private readonly string _count = $"SELECT count(*) FROM {table} WHERE {Alive(1)}";
    private readonly string _countUpTo = $"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {Alive(1)} LIMIT $2) AS bounded";
    private readonly string _list = $"SELECT {Listed} FROM {table} WHERE {Alive(1)} AND cache_key > $2 ORDER BY cache_key LIMIT $3";
    private readonly string _listPrefix = $"SELECT {Listed} FROM {table} WHERE {Alive(1)} AND cache_key > $2 AND {Prefix(4)} ORDER BY cache_key LIMIT $3";
    private readonly string _find = $"SELECT 1 FROM {table} WHERE false";

    public override ServerStatement Read(DatabaseKey key, long now) => new(_read, TextOf(key), FullOf(key), ServerValue.Of(now));

    public override ServerStatement ReadMany(IReadOnlyList<DatabaseKey> keys, long now) => new(_readMany, TextsOf(keys), ServerValue.Of(now));

    public override ServerStatement ReadExpiry(DatabaseKey key, long now) => new(_readExpiry, TextOf(key), FullOf(key), ServerValue.Of(now));

    public override ServerStatement Write(ServerEntry entry, long? expires) =>
        new(_write, TextOf(entry.Key), ServerValue.Of(entry.Payload), ServerValue.Of(expires), FullOf(entry.Key));

    public override ServerStatement WriteMany(IReadOnlyList<ServerEntry> entries, long? expires) => new(
        _writeMany,
        ServerValue.Of(entries.Select(static entry => entry.Key.Text).ToArray()),
        ServerValue.Of(entries.Select(static entry => entry.Payload).ToArray()),
        ServerValue.Of(expires),
        ServerValue.Of(entries.Select(static entry => entry.Key.FullKey).ToArray()));

    public override IReadOnlyList<ServerStatement> Add(ServerEntry entry, long? expires, long now) =>
        [new(_add, TextOf(entry.Key), ServerValue.Of(entry.Payload), ServerValue.Of(expires), FullOf(entry.Key), ServerValue.Of(now))];

    public override ServerStatement Touch(DatabaseKey key, long? expires, long now) =>
        new(_touch, TextOf(key), FullOf(key), ServerValue.Of(now), ServerValue.Of(expires));

    public override IReadOnlyList<ServerStatement> Increment(DatabaseKey key, long delta, long now) =>
        [new(_increment, TextOf(key), FullOf(key), ServerValue.Of(now), ServerValue.Of(delta))];

    public override IReadOnlyList<ServerStatement> Move(DatabaseKey source, DatabaseKey destination, long now) =>
        [new(_move, TextOf(source), FullOf(source), ServerValue.Of(now), TextOf(destination), FullOf(destination))];

    public override ServerStatement Delete(DatabaseKey key, long now) => new(_delete, TextOf(key), FullOf(key), ServerValue.Of(now));

    public override ServerStatement DeleteMany(IReadOnlyList<DatabaseKey> keys) => new(_deleteMany, TextsOf(keys));

    public override ServerStatement Clear(DatabaseKeyPrefix? prefix) => prefix is { } some ? new(_clearPrefix, ValuesOf(some)) : new(_clear);

    public override ServerStatement CullExpired(int most, long now) => new(_cullExpired, ServerValue.Of(now), ServerValue.Of(most));

    public override ServerStatement CullSmallest(IReadOnlyList<DatabaseKey> kept, long count, long now) =>
        new(_cullSmallest, ServerValue.Of(now), TextsOf(kept), ServerValue.Of(count));

    public override ServerStatement Count(long now) => new(_count, ServerValue.Of(now));

    public override ServerStatement CountUpTo(long limit, long now) => new(_countUpTo, ServerValue.Of(now), ServerValue.Of(limit));

    public override ServerStatement List(DatabaseKeyPrefix? prefix, string? after, int limit, long now)
    {
        ServerValue[] values = [ServerValue.Of(now), ServerValue.Of(after ?? ""), ServerValue.Of(limit)];
        return prefix is { } some ? new(_listPrefix, [.. values, .. ValuesOf(some)]) : new(_list, values);
    }

    public override ServerStatement Find() => new(_find);

    public override string KeyOf(DbDataReader row, int column) => row.GetString(column);

    private static string Key() => "cache_key = $1 AND full_key IS NOT DISTINCT FROM $2";

    private static string Alive(int now) => $"(expires IS NULL OR expires > ${now})";

    private static string Prefix(int first) =>
        $"cache_key >= ${first} AND cache_key < ${first + 1} "
        + $"AND CASE WHEN full_key IS NULL THEN starts_with(cache_key, ${first + 2}) ELSE substring(full_key FROM 1 FOR octet_length(${first + 3})) = ${first + 3} END";

    private static ServerValue TextOf(DatabaseKey key) => ServerValue.Of(key.Text);

    private static ServerValue FullOf(DatabaseKey key) => ServerValue.Of(key.FullKey);

    private static ServerValue TextsOf(IReadOnlyList<DatabaseKey> keys) => ServerValue.Of(keys.Select(static key => key.Text).ToArray());

    private static ServerValue[] ValuesOf(DatabaseKeyPrefix prefix) =>
    [
        ServerValue.Of(prefix.From),
        ServerValue.Of(prefix.To),
        new((object?)prefix.Text ?? DBNull.Value, DbType.String),
        ServerValue.Of(prefix.FullText),
    ];
}
