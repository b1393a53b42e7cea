using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CacheKit.Database.Tests.Servers;

public sealed class PostgreSqlKind : ServerKind
{
    public override string Backend => "postgresql";

    public override Type DataSourceType => typeof(NpgsqlDataSource);

    public override void Register(ICacheKitBuilder builder) => builder.AddPostgreSql();

    public override DbDataSource NewDataSource(string connectionString) => NpgsqlDataSource.Create(connectionString);

    public override string Quote(string table) => $"\"{table}\"";
}
