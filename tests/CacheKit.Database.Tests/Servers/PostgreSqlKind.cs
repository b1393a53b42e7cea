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

    public override string ShortTimeouts => ";Timeout=3;Command Timeout=3";

    public override IReadOnlyList<string> RefuseDeletions(string table) =>
    [
        $"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''refused''; END'",
        $"CREATE TRIGGER refuse BEFORE DELETE ON {Quote(table)} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    ];
}
