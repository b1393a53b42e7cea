using CacheKit.Backends;
using CacheKit.Database;
using CacheKit.Database.Configuration;
using CacheKit.Database.Servers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CacheKit.PostgreSql;

/// <summary>PostgreSQL, through Npgsql.</summary>
internal sealed class PostgreSqlProvider : DatabaseProvider
{
    /// <summary>Makes the table without a log: quicker, and empty after a crash.</summary>
    public const string Unlogged = "Unlogged";

    /// <summary>Whether the server keeps statements for the next time; <c>false</c> where a pooler between cannot.</summary>
    public const string Prepare = "Prepare";

    public static PostgreSqlProvider Instance { get; } = new();

    public override string Name => "postgresql";

    public override DatabaseDialect Dialect { get; } = new PostgreSqlDialect();

    public override string ConnectionStringExample => "Host=db.example.com;Database=app;Username=app;Password=…";

    public override string DataSourceType => nameof(NpgsqlDataSource);

    public override bool CreatesTables => false;

    public override Func<Exception, bool> IsOutage { get; } = static exception => exception is ServerOutageException;

    public override IReadOnlyList<string> OptionNames { get; } = [Unlogged, Prepare];

    public override object? FindDataSource(IServiceProvider services, string? key) =>
        key is null ? services.GetService<NpgsqlDataSource>() : services.GetKeyedService<NpgsqlDataSource>(key);

    public override string? FindFault(string connectionString)
    {
        NpgsqlConnectionStringBuilder parts;
        try
        {
            parts = new(connectionString);
        }
        catch (ArgumentException)
        {
            // The message could repeat a part of a password that holds a semicolon.
            return $"is not a connection string of Npgsql; expected something like '{ConnectionStringExample}'.";
        }

        if (string.IsNullOrEmpty(parts.Host))
            return $"names no Host; expected something like '{ConnectionStringExample}'.";
        try
        {
            NpgsqlDataSource.Create(parts).Dispose();
            return null;
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            return $"contradicts itself: {failure.Message}.";
        }
    }

    public override void Validate(CacheOptionReader options)
    {
        options.GetBoolean(Unlogged);
        options.GetBoolean(Prepare);
    }

    public override string Describe(DatabaseSettings settings) =>
        PostgreSqlAddress.Of(settings.ConnectionString ?? ((NpgsqlDataSource)settings.DataSource!).ConnectionString).ToString();

    public override DatabaseTable Open(DatabaseSettings settings) =>
        settings.DataSource is NpgsqlDataSource theirs ? Open(settings, theirs, isOurs: false) : Open(settings, settings.ConnectionString!);

    public override DatabaseTable OpenReplica(DatabaseSettings settings) => Open(settings.OfReplica(), settings.ReadConnectionString!);

    private ServerTable Open(DatabaseSettings settings, string connectionString)
    {
        // A call leaves nothing behind on its connection; clearing it each time takes the server as long as the call itself.
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true }.ConnectionString);
        builder.UsePhysicalConnectionInitializer(
            static connection => ReadCommitted(connection).ExecuteNonQuery(),
            static connection => ReadCommitted(connection).ExecuteNonQueryAsync());
        return Open(settings, builder.Build(), isOurs: true);
    }

    /// <summary>
    /// Under a stricter level, which a database or a user may have by default, calls that meet on a row fail, and would have
    /// to be made again and again. What is right already stays as it is: behind a pooler the connection is others' too.
    /// </summary>
    private static NpgsqlCommand ReadCommitted(NpgsqlConnection connection) => new(
        "SELECT set_config('default_transaction_isolation', 'read committed', false) "
        + "WHERE current_setting('default_transaction_isolation') <> 'read committed'",
        connection);

    private ServerTable Open(DatabaseSettings settings, NpgsqlDataSource source, bool isOurs) => new(
        settings,
        new PostgreSqlSql(Dialect.Quote(settings.Table)),
        new PostgreSqlSource(source, isOurs, settings, settings.Options.GetBoolean(Prepare) ?? true));
}
