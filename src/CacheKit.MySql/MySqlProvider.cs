using CacheKit.Database;
using CacheKit.Database.Configuration;
using CacheKit.Database.Servers;
using Microsoft.Extensions.DependencyInjection;
using MySqlConnector;

namespace CacheKit.MySql;

/// <summary>MySQL and MariaDB, through MySqlConnector.</summary>
internal sealed class MySqlProvider : DatabaseProvider
{
    public static MySqlProvider Instance { get; } = new();

    public override string Name => "mysql";

    public override DatabaseDialect Dialect { get; } = new MySqlDialect();

    public override string ConnectionStringExample => "Server=db.example.com;Database=app;User ID=app;Password=…";

    public override string DataSourceType => nameof(MySqlDataSource);

    public override bool CreatesTables => false;

    public override Func<Exception, bool> IsOutage { get; } = static exception => exception is ServerOutageException;

    public override object? FindDataSource(IServiceProvider services, string? key) =>
        key is null ? services.GetService<MySqlDataSource>() : services.GetKeyedService<MySqlDataSource>(key);

    public override string? FindFault(string connectionString)
    {
        try
        {
            return string.IsNullOrEmpty(new MySqlConnectionStringBuilder(connectionString).Server)
                ? $"names no Server; expected something like '{ConnectionStringExample}'." : null;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidOperationException)
        {
            // The message could repeat a part of a password that holds a semicolon.
            return $"is not a connection string of MySqlConnector; expected something like '{ConnectionStringExample}'.";
        }
    }

    public override string Describe(DatabaseSettings settings) =>
        MySqlAddress.Of(settings.ConnectionString ?? ((MySqlDataSource)settings.DataSource!).ConnectionString).ToString();

    public override DatabaseTable Open(DatabaseSettings settings)
    {
        if (settings.DataSource is not MySqlDataSource theirs)
            return Open(settings, settings.ConnectionString!);
        if (new MySqlConnectionStringBuilder(theirs.ConnectionString).UseAffectedRows)
            throw new CacheConfigurationException([$"The MySqlDataSource of the cache '{settings.Alias}' has UseAffectedRows=true, with which a row that is set to what it was does not count: leave it out, or give the cache a ConnectionString of its own."]);
        return Open(settings, theirs, isOurs: false);
    }

    public override DatabaseTable OpenReplica(DatabaseSettings settings) => Open(settings.OfReplica(), settings.ReadConnectionString!);

    private ServerTable Open(DatabaseSettings settings, string connectionString)
    {
        var parts = new MySqlConnectionStringBuilder(connectionString)
        {
            // A call leaves nothing behind on its connection; clearing it each time would be a round trip more.
            ConnectionReset = false,
            UseAffectedRows = false,
        };
        var builder = new MySqlDataSourceBuilder(parts.ConnectionString);
        if (!parts.NoBackslashEscapes)
            builder.UseConnectionOpenedCallback(EscapeAsync);
        return Open(settings, builder.Build(), isOurs: true);
    }

    /// <summary>Statements are sent as text, in which the client writes backslashes before quotes: the server has to read them so.</summary>
    private static async ValueTask EscapeAsync(MySqlConnectionOpenedContext context, CancellationToken cancellationToken)
    {
        if (!context.Conditions.HasFlag(MySqlConnectionOpenedConditions.New))
            return;
        var command = new MySqlCommand("SET SESSION sql_mode = REPLACE(@@SESSION.sql_mode, 'NO_BACKSLASH_ESCAPES', '')", context.Connection);
        await using var closing = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private ServerTable Open(DatabaseSettings settings, MySqlDataSource source, bool isOurs) =>
        new(settings, new MySqlSql(Dialect.Quote(settings.Table)), new MySqlSource(source, isOurs, settings));
}
