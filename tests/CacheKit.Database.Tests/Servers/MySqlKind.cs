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
}
