using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using CacheKit.Database.Configuration;
using CacheKit.Database.Servers;
using Npgsql;

namespace CacheKit.PostgreSql;

/// <summary>Connections to PostgreSQL.</summary>
internal sealed class PostgreSqlSource(NpgsqlDataSource source, bool isOurs, DatabaseSettings settings, bool prepares)
    : ServerSource(source, isOurs, settings.Time)
{
    private const string SchemaAndUser = "SELECT quote_ident(coalesce($1, current_schema()::text, 'public')), quote_ident(current_user::text)";

    private readonly PostgreSqlAddress _address = PostgreSqlAddress.Of(source.ConnectionString);

    protected override string? CountsByRows => null;

    public override bool IsMissingTable(DbException failure) => failure.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName;

    public override bool IsForeignTable(DbException failure) =>
        failure.SqlState is PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.DatatypeMismatch or PostgresErrorCodes.UndefinedFunction;

    // Without a schema in Location the table is made in the first of the search path that this user may use.
    public override async ValueTask<string?> ExplainCreationAsync(DbException failure, CancellationToken cancellationToken)
    {
        if (failure is not PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidSchemaName } refused)
            return null;
        var (schema, user) = await CallAsync([new(SchemaAndUser, new ServerValue((object?)settings.Table.Schema ?? DBNull.Value, DbType.String))], isRepeatable: true, static async (answer, token) =>
        {
            var rows = await answer.RowsOfAsync(0, token).ConfigureAwait(false);
            await rows.ReadAsync(token).ConfigureAwait(false);
            return (rows.GetString(0), rows.GetString(1));
        }, cancellationToken).ConfigureAwait(false);
        return $"{_address} does not let the user {user} make the table {settings.Table} ({refused.MessageText}): GRANT USAGE, CREATE ON SCHEMA {schema} TO {user}; or have it made by a user who may, with 'cachekit createcachetable' or the SQL that 'cachekit createcachetable --dry-run' shows, and GRANT SELECT, INSERT, UPDATE, DELETE on it to {user}.";
    }

    protected override bool IsLockConflict(DbException failure) =>
        failure.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable;

    protected override bool IsOutage(Exception failure) => failure switch
    {
        PostgresException refused => refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections,
        _ => failure is NpgsqlException or SocketException or TimeoutException,
    };

    protected override string? Explain(Exception failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            $"{_address} refuses the user '{_address.User}': check Username and Password in {settings.ConnectionSetting}, and the server's pg_hba.conf.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            $"{_address} does not exist: make the database, or check Database in {settings.ConnectionSetting}.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
            $"{_address} does not let the user '{_address.User}' use the table {settings.Table}: GRANT SELECT, INSERT, UPDATE, DELETE on it, and USAGE on its schema.",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } =>
            $"{_address} takes no more connections: lower Maximum Pool Size in {settings.ConnectionSetting}, or raise the server's max_connections.",
        PostgresException { SqlState: PostgresErrorCodes.UntranslatableCharacter } =>
            $"{_address} has an encoding that has not all characters of the key: make a database for the cache with ENCODING 'UTF8', or use keys of ASCII characters.",
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow } =>
            $"{_address} is stopping or starting.",
        PostgresException => null,
        NpgsqlException { InnerException: TimeoutException } =>
            $"{_address} did not answer in time: check that the server runs and is not overloaded, and Host and Port in {settings.ConnectionSetting}.",
        NpgsqlException or SocketException or TimeoutException =>
            $"{_address} cannot be reached: check that the server runs, and Host and Port in {settings.ConnectionSetting}. {failure.Message}",
        _ => null,
    };

    protected override string NameOf(int parameter) => "";

    protected override DbBatch CreateBatch(DbConnection connection, bool isAtomic) =>
        new NpgsqlBatch((NpgsqlConnection)connection) { EnableErrorBarriers = !isAtomic };

    protected override ValueTask PrepareAsync(DbBatch batch, CancellationToken cancellationToken) =>
        prepares ? new(batch.PrepareAsync(cancellationToken)) : default;

    protected override ValueTask PrepareAsync(DbCommand command, CancellationToken cancellationToken) =>
        prepares ? new(command.PrepareAsync(cancellationToken)) : default;

    protected override ValueTask ForgetConnectionsAsync(DbConnection connection)
    {
        NpgsqlConnection.ClearPool((NpgsqlConnection)connection);
        return default;
    }
}
