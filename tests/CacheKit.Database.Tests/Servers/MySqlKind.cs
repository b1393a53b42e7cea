using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;

namespace CacheKit.Database.Tests.Servers;

public sealed class MySqlKind : ServerKind
{
    public override string Backend => "mysql";

    public override Type DataSourceType => typeof(MySqlDataSource);

    public override void Register(ICacheKitBuilder builder) => builder.AddMySql();

    public override DbDataSource NewDataSource(string connectionString) => new MySqlDataSource(connectionString);

    public override string Quote(string table) => $"`{table}`";

    public override string ShortTimeouts => ";Connection Timeout=3;Default Command Timeout=3";

    public override IReadOnlyList<string> RefuseDeletions(string table) =>
        [$"CREATE TRIGGER {table}_refuse BEFORE DELETE ON {Quote(table)} FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused'"];
}
