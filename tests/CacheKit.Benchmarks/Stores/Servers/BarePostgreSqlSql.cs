using System.Data;
using System.Data.Common;
using Npgsql;

namespace CacheKit.Benchmarks.Stores.Servers;

internal sealed class BarePostgreSqlSql : BareServerSql
{
    public override string Create => "CREATE TABLE bare (key text COLLATE \"C\" PRIMARY KEY, value bytea NOT NULL, expires bigint); CREATE INDEX ON bare (expires)";

    public override string Get => "SELECT value FROM bare WHERE key = $1 AND (expires IS NULL OR expires > $2)";

    public override string Set => "INSERT INTO bare (key, value, expires) VALUES ($1, $2, $3) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, expires = EXCLUDED.expires";

    public override DbType KeyType => DbType.String;

    public override object KeyOf(string key) => key;

    public override string NameOf(int parameter) => "";

    public override DbCommand GetMany(string[] keys, long now) =>
        new NpgsqlCommand("SELECT key, value FROM bare WHERE key = ANY($1) AND (expires IS NULL OR expires > $2)") { Parameters = { new() { Value = keys }, new() { Value = now } } };

    public override DbCommand SetMany(string[] keys, byte[] value, long expires)
    {
        byte[][] values = [.. keys.Select(_ => value)];
        return new NpgsqlCommand("INSERT INTO bare (key, value, expires) SELECT k, v, $3 FROM unnest($1, $2) AS new (k, v) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, expires = EXCLUDED.expires")
        {
            Parameters = { new() { Value = keys }, new() { Value = values }, new() { Value = expires } },
        };
    }
}
