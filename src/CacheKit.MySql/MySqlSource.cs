using System.Data.Common;
using CacheKit.Database;
using CacheKit.Database.Servers;
using MySqlConnector;

namespace CacheKit.MySql;

/// <summary>Connections to MySQL or MariaDB.</summary>
internal sealed class MySqlSource(MySqlDataSource source, bool isOurs, DatabaseSettings settings) : ServerSource(source, isOurs)
{
    private readonly MySqlAddress _address = MySqlAddress.Of(source.ConnectionString);

    protected override string? CountsByRows => "; SELECT ROW_COUNT()";

    public override bool IsMissingTable(DbException failure) => failure is MySqlException { ErrorCode: MySqlErrorCode.NoSuchTable };

    public override bool IsForeignTable(DbException failure) => failure is MySqlException { ErrorCode: MySqlErrorCode.BadFieldError };

    protected override bool IsLockConflict(DbException failure) =>
        failure is MySqlException { ErrorCode: MySqlErrorCode.LockDeadlock or MySqlErrorCode.LockWaitTimeout };

    protected override string? Explain(Exception failure) => (failure as MySqlException)?.ErrorCode switch
    {
        MySqlErrorCode.UnableToConnectToHost =>
            $"{_address} cannot be reached: check that the server runs, and Server and Port in {settings.ConnectionSetting}. {failure.Message}",
        MySqlErrorCode.AccessDenied =>
            $"{_address} refuses the user '{_address.User}': check User ID and Password in {settings.ConnectionSetting}.",
        MySqlErrorCode.UnknownDatabase =>
            $"{_address} does not exist: make the database, or check Database in {settings.ConnectionSetting}.",
        MySqlErrorCode.NoDatabaseSelected =>
            $"{_address}: name a Database in {settings.ConnectionSetting}, or write Location as database.table.",
        MySqlErrorCode.DatabaseAccessDenied or MySqlErrorCode.TableAccessDenied =>
            $"{_address} does not let the user '{_address.User}' use the table {settings.Table}: GRANT SELECT, INSERT, UPDATE, DELETE on it.",
        MySqlErrorCode.ConnectionCountError or MySqlErrorCode.TooManyUserConnections =>
            $"{_address} takes no more connections: lower Maximum Pool Size in {settings.ConnectionSetting}, or raise the server's max_connections.",
        MySqlErrorCode.PacketTooLarge =>
            $"The entry is larger than a packet that {_address} takes: raise the server's max_allowed_packet, or store less at once.",
        MySqlErrorCode.CommandTimeoutExpired =>
            $"{_address} did not answer in time: check that the server runs and is not overloaded.",
        _ => null,
    };

    protected override string NameOf(int parameter) => $"p{parameter}";

    protected override DbBatch CreateBatch(DbConnection connection, bool isAtomic) => new MySqlBatch((MySqlConnection)connection);

    // Statements kept by the server are sent one by one, each in a round trip of its own.
    protected override ValueTask PrepareAsync(DbBatch batch, CancellationToken cancellationToken) => default;

    protected override ValueTask ForgetConnectionsAsync(DbConnection connection) =>
        new(MySqlConnection.ClearPoolAsync((MySqlConnection)connection, CancellationToken.None));
}
