using CacheKit.Database;
using CacheKit.Database.Configuration;
using CacheKit.Sqlite.Connections;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Sqlite;

/// <summary>SQLite, as the database backends know it.</summary>
internal sealed class SqliteProvider : DatabaseProvider
{
    public override string Name => "sqlite";

    public override DatabaseDialect Dialect { get; } = new SqliteDialect();

    public override string ConnectionStringExample => "Data Source=cache.db";

    // Microsoft.Data.Sqlite has no data source of its own.
    public override string? DataSourceType => null;

    public override bool CreatesTables => true;

    public override string? FindFault(string connectionString)
    {
        try
        {
            return new SqliteConnectionStringBuilder(connectionString).DataSource.Length > 0
                ? null
                : $"names no file; expected for instance '{ConnectionStringExample}'.";
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException)
        {
            // Without its message, which may repeat what might be a password.
            return $"is no connection string of SQLite; expected for instance '{ConnectionStringExample}'.";
        }
    }

    public override string Describe(DatabaseSettings settings) => new SqliteConnectionStringBuilder(settings.ConnectionString).DataSource;

    public override DatabaseTable Open(DatabaseSettings settings) => Open(settings, settings.ConnectionString!, isReplica: false);

    public override DatabaseTable OpenReplica(DatabaseSettings settings) =>
        Open(settings, new SqliteConnectionStringBuilder(settings.ReadConnectionString) { Mode = SqliteOpenMode.ReadOnly }.ToString(), isReplica: true);

    private static SqliteTable Open(DatabaseSettings settings, string connectionString, bool isReplica) =>
        new(settings, settings.Services.GetRequiredService<SqliteDatabases>().Open(connectionString), isReplica);
}
