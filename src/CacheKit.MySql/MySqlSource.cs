using System.Data.Common;
using CacheKit.Database.Configuration;
using CacheKit.Database.Servers;
using MySqlConnector;

namespace CacheKit.MySql;

/// <summary>Connections to MySQL or MariaDB.</summary>
internal sealed class MySqlSource(MySqlDataSource source, bool isOurs, DatabaseSettings settings) : ServerSource(source, isOurs, settings.Time)
{
    private const int LargestPool = 1000;
    private const int MostKept = 8;

    private static readonly TimeSpan _pingLimit = TimeSpan.FromSeconds(2);

    private readonly MySqlAddress _address = MySqlAddress.Of(source.ConnectionString);

    private readonly bool _keepsPrepared = new MySqlConnectionStringBuilder(source.ConnectionString) is { ConnectionReset: false, IgnorePrepare: false };

    // Whether client and server agree on how quotes in text are escaped: ours are told to (MySqlProvider).
    private volatile bool _agrees = isOurs || new MySqlConnectionStringBuilder(source.ConnectionString).NoBackslashEscapes;

    // What has no time limit of its own gets that of a command; none is none.
    private readonly TimeSpan _patience = new MySqlConnectionStringBuilder(source.ConnectionString).DefaultCommandTimeout is > 0 and var seconds
        ? TimeSpan.FromSeconds(seconds)
        : Timeout.InfiniteTimeSpan;

    protected override string? CountsByRows => "; SELECT ROW_COUNT()";

    public override bool IsMissingTable(DbException failure) => failure is MySqlException { ErrorCode: MySqlErrorCode.NoSuchTable };

    public override bool IsForeignTable(DbException failure) => failure is MySqlException { ErrorCode: MySqlErrorCode.BadFieldError };

    public override ValueTask<string?> ExplainCreationAsync(DbException failure, CancellationToken cancellationToken) => new(
        failure is MySqlException { ErrorCode: MySqlErrorCode.DatabaseAccessDenied or MySqlErrorCode.TableAccessDenied }
            ? $"{_address} does not let the user '{_address.User}' make the table {settings.Table}: GRANT CREATE ON {settings.Provider.Dialect.Quote(settings.Table.Schema ?? _address.Database)}.* to it; or have it made by a user who may, with 'cachekit createcachetable' or the SQL that 'cachekit createcachetable --dry-run' shows, and GRANT SELECT, INSERT, UPDATE, DELETE on it."
            : null);

    // The connection says that it is open all the same. What no server has sent, the broken connection made.
    protected override bool IsDead(DbConnection connection, Exception failure) =>
        base.IsDead(connection, failure)
        || failure is MySqlException { ErrorCode: MySqlErrorCode.ServerShutdown or MySqlErrorCode.NormalShutdown }
        || failure is MySqlException { SqlState: null, ErrorCode: not MySqlErrorCode.CommandTimeoutExpired };

    protected override bool IsLockConflict(DbException failure) =>
        failure is MySqlException { ErrorCode: MySqlErrorCode.LockDeadlock or MySqlErrorCode.LockWaitTimeout };

    protected override bool IsOutage(Exception failure) => failure is TimeoutException or MySqlException
    {
        ErrorCode: MySqlErrorCode.UnableToConnectToHost or MySqlErrorCode.CommandTimeoutExpired or MySqlErrorCode.ServerShutdown
            or MySqlErrorCode.NormalShutdown or MySqlErrorCode.ConnectionCountError or MySqlErrorCode.None,
    };

    protected override string? Explain(Exception failure) =>
        (failure is TimeoutException ? MySqlErrorCode.CommandTimeoutExpired : (failure as MySqlException)?.ErrorCode) switch
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

    // MySqlConnector has no prepared batches: they are text.
    protected override ValueTask PrepareAsync(DbBatch batch, CancellationToken cancellationToken) =>
        _agrees ? default : AgreeAsync((MySqlConnection)batch.Connection!, cancellationToken);

    // The pool of a data source cannot be cleared, but it drops what turns out to be dead: the idle ones are tried, the
    // latest first, until one works or there are no more and the server refuses a new one.
    protected override async ValueTask ForgetConnectionsAsync(DbConnection connection)
    {
        bool isAlive = false;
        for (int tried = 0; tried < LargestPool && !isAlive; tried++)
        {
            try
            {
                var next = (MySqlConnection)await Source.OpenConnectionAsync().ConfigureAwait(false);
                isAlive = await PingAsync(next).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is MySqlException or TimeoutException)
            {
                return;
            }
        }
    }

    private async ValueTask<bool> PingAsync(MySqlConnection connection)
    {
        try
        {
            var ping = connection.PingAsync();
            await LimitAsync(connection, ping, _pingLimit, CancellationToken.None).ConfigureAwait(false);
            return await ping.ConfigureAwait(false);
        }
        finally
        {
            await ReleaseAsync(connection).ConfigureAwait(false);
        }
    }

    // Where connections are reset between two calls, what was prepared is lost: then text is quicker. Neither are texts of
    // many values worth keeping, since each number of values is another text.
    protected override async ValueTask PrepareAsync(DbCommand command, CancellationToken cancellationToken)
    {
        if (_keepsPrepared && command.Parameters.Count <= MostKept)
            await LimitAsync(command.Connection!, command.PrepareAsync(cancellationToken), _patience, cancellationToken).ConfigureAwait(false);
        else if (!_agrees)
            await AgreeAsync((MySqlConnection)command.Connection!, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks once whether the server reads a backslash as the client means it; otherwise values would be changed, and could become SQL.</summary>
    private async ValueTask AgreeAsync(MySqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new MySqlCommand("SELECT @@SESSION.sql_mode", connection);
        await using var closing = command.ConfigureAwait(false);
        string mode = (string)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        if (mode.Contains("NO_BACKSLASH_ESCAPES", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException($"{_address} runs with the sql_mode NO_BACKSLASH_ESCAPES: write NoBackslashEscapes=true in the connection string of the data source, or give the cache a ConnectionString of its own.");
        _agrees = true;
    }
}
