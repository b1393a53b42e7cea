using System.Data;
using System.Data.Common;
using System.Text;
using MySqlConnector;

namespace CacheKit.Benchmarks.Stores.Servers;

internal sealed class BareMySqlSql : BareServerSql
{
    private const string Replace = "ON DUPLICATE KEY UPDATE value = VALUES(value), expires = VALUES(expires)";

    public override string Create => "CREATE TABLE bare (id VARBINARY(255) NOT NULL PRIMARY KEY, value LONGBLOB NOT NULL, expires BIGINT NULL, INDEX (expires)) ENGINE=InnoDB";

    public override string Get => "SELECT value FROM bare WHERE id = @p1 AND (expires IS NULL OR expires > @p2)";

    public override string Set => $"INSERT INTO bare (id, value, expires) VALUES (@p1, @p2, @p3) {Replace}";

    public override DbType KeyType => DbType.Binary;

    public override object KeyOf(string key) => Encoding.UTF8.GetBytes(key);

    public override string NameOf(int parameter) => $"p{parameter}";

    public override DbCommand GetMany(string[] keys, long now)
    {
        var command = new MySqlCommand($"SELECT id, value FROM bare WHERE id IN ({string.Join(',', keys.Select(static (_, index) => $"@p{index}"))}) AND (expires IS NULL OR expires > @now)");
        for (int index = 0; index < keys.Length; index++)
            command.Parameters.AddWithValue($"p{index}", KeyOf(keys[index]));
        command.Parameters.AddWithValue("now", now);
        return command;
    }

    public override DbCommand SetMany(string[] keys, byte[] value, long expires)
    {
        var command = new MySqlCommand($"INSERT INTO bare (id, value, expires) VALUES {string.Join(',', keys.Select(static (_, index) => $"(@k{index}, @v{index}, @e{index})"))} {Replace}");
        for (int index = 0; index < keys.Length; index++)
        {
            command.Parameters.AddWithValue($"k{index}", KeyOf(keys[index]));
            command.Parameters.AddWithValue($"v{index}", value);
            command.Parameters.AddWithValue($"e{index}", expires);
        }

        return command;
    }
}
