using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;

namespace CacheKit.Database.Servers;

/// <summary>
/// Where the connections to a server come from, and what is done about failures of calls. A connection that turns out to
/// be dead, as all do when the server was started anew, is not met twice: the idle ones are closed, and a call that may
/// be carried out twice is made again on a new one. A call that the server gave up because others held its rows has
/// done nothing and is made again too.
/// </summary>
/// <param name="source">The provider's data source.</param>
/// <param name="isOurs">Whether it ends with this object; one of the application's does not.</param>
/// <param name="time">The clock.</param>
internal abstract class ServerSource(DbDataSource source, bool isOurs, TimeProvider time) : IAsyncDisposable
{
    // Losers of a deadlock seldom lose again; this many times in a row means that something else is wrong.
    private const int LockAttempts = 10;

    // Of the application's own data source nothing is kept: its connections are for all.
    private readonly WarmConnection? _warm = isOurs ? new(time) : null;

    // Connections on which something goes on that nobody waits for any more: until it ends, they are nobody's to use.
    private readonly ConditionalWeakTable<DbConnection, Task> _unfinished = [];

    /// <summary>Sends statements in one round trip and reads the answer.</summary>
    /// <param name="statements">The statements.</param>
    /// <param name="isRepeatable">Whether carrying them out twice does no harm.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ServerOutageException">The server cannot be reached.</exception>
    /// <exception cref="InvalidOperationException">Another failure about which the operator can do something: the message says what.</exception>
    public ValueTask<T> CallAsync<T>(
        IReadOnlyList<ServerStatement> statements,
        bool isRepeatable,
        Func<ServerAnswer, CancellationToken, ValueTask<T>> read,
        CancellationToken cancellationToken) =>
        AttemptAsync(
            (source: this, statements, isRepeatable, read),
            static call => call.isRepeatable,
            static (call, connection, token) => call.source.SendAsync(connection, call.statements, isAtomic: !call.isRepeatable, call.read, token),
            cancellationToken);

    /// <summary>Sends statements as one transaction; a failure is told as that of <see cref="CallAsync"/>.</summary>
    /// <returns>How many rows they changed.</returns>
    public ValueTask<int> CallInTransactionAsync(IReadOnlyList<ServerStatement> statements, CancellationToken cancellationToken) =>
        AttemptAsync(
            (source: this, transaction: new ServerTransaction(statements)),
            static call => !call.transaction.IsCommitting,
            static (call, connection, token) => call.source.SendAsync(connection, call.transaction, token),
            cancellationToken);

    public ValueTask DisposeAsync()
    {
        _warm?.Dispose();
        return isOurs ? source.DisposeAsync() : default;
    }

    /// <summary>Whether the table was not there.</summary>
    public abstract bool IsMissingTable(DbException failure);

    /// <summary>Whether the table has other columns.</summary>
    public abstract bool IsForeignTable(DbException failure);

    /// <summary>What the server wants granted where it did not let the user make the table; null for any other failure.</summary>
    /// <param name="failure">What the provider threw.</param>
    /// <param name="cancellationToken">Cancels what the server is asked for it.</param>
    public abstract ValueTask<string?> ExplainCreationAsync(DbException failure, CancellationToken cancellationToken);

    /// <summary>The provider's data source.</summary>
    protected DbDataSource Source => source;

    /// <summary>What, behind a statement that changes rows, gives their number as a row; null where the provider tells it for each statement.</summary>
    protected abstract string? CountsByRows { get; }

    /// <summary>Whether a failure has made an open connection useless.</summary>
    protected virtual bool IsDead(DbConnection connection, Exception failure) => connection.State != ConnectionState.Open;

    /// <summary>Whether the server gave the statement up in favour of others', and it has done nothing.</summary>
    protected abstract bool IsLockConflict(DbException failure);

    /// <summary>Whether the server cannot be reached or does not answer, rather than refusing a call.</summary>
    protected abstract bool IsOutage(Exception failure);

    /// <summary>What is wrong and what to check, without secrets; null where the provider's own message is as good.</summary>
    protected abstract string? Explain(Exception failure);

    /// <summary>The name of a parameter; empty where its place is enough.</summary>
    protected abstract string NameOf(int parameter);

    /// <summary>
    /// A batch for statements that are transactions of their own, or, if it is atomic, parts of one; or of which none is
    /// carried out after one that failed.
    /// </summary>
    protected abstract DbBatch CreateBatch(DbConnection connection, bool isAtomic);

    /// <summary>Lets the server keep the statements of a batch for the next time on this connection, where that is of use.</summary>
    protected abstract ValueTask PrepareAsync(DbBatch batch, CancellationToken cancellationToken);

    /// <summary>The same for one statement.</summary>
    protected abstract ValueTask PrepareAsync(DbCommand command, CancellationToken cancellationToken);

    /// <summary>Closes the idle connections of the pool from which a connection came.</summary>
    protected abstract ValueTask ForgetConnectionsAsync(DbConnection connection);

    /// <summary>
    /// Waits for what the provider does without a time limit and without heeding a token, which must not touch what belongs to
    /// the caller. When nobody waits any more it ends by itself, and its connection is given back then.
    /// </summary>
    /// <exception cref="TimeoutException">It took too long.</exception>
    protected async ValueTask LimitAsync(DbConnection connection, Task work, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await work.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!work.IsCompleted)
        {
            _unfinished.AddOrUpdate(connection, work);
            throw;
        }
    }

    /// <summary>Gives a connection back, at once or when what goes on on it has ended (<see cref="LimitAsync"/>).</summary>
    protected ValueTask ReleaseAsync(DbConnection connection)
    {
        if (!_unfinished.TryGetValue(connection, out var work))
            return connection.DisposeAsync();
        _ = ReleaseLaterAsync(connection, work);
        return default;
    }

    private async ValueTask<T> AttemptAsync<TCall, T>(
        TCall call, Func<TCall, bool> isRepeatable, Func<TCall, DbConnection, CancellationToken, ValueTask<T>> send, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            DbConnection? connection = null;
            try
            {
                connection = _warm?.Take() ?? await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                var answer = await send(call, connection, cancellationToken).ConfigureAwait(false);
                if (_warm is not null)
                {
                    await _warm.KeepAsync(connection).ConfigureAwait(false);
                    connection = null;
                }

                return answer;
            }
            catch (Exception caught) when (caught is not OperationCanceledException)
            {
                var failure = FirstOf(caught);
                // A client that could not have its server stop gives up as if nobody had cancelled.
                if (cancellationToken.IsCancellationRequested && IsOutage(failure))
                    throw new OperationCanceledException(failure.Message, failure, cancellationToken);
                bool isDead = connection is not null && IsDead(connection, failure);
                if (isDead)
                    await ForgetConnectionsAsync(connection!).ConfigureAwait(false);
                bool again = isDead ? isRepeatable(call) && attempt == 1 : attempt < LockAttempts && failure is DbException lost && IsLockConflict(lost);
                if (!again)
                {
                    if ((Told(failure) ?? (failure == caught ? null : failure)) is { } told)
                        throw told;
                    throw;
                }
            }
            finally
            {
                if (connection is not null)
                    await ReleaseAsync(connection).ConfigureAwait(false);
            }
        }
    }

    // Fails for nobody: whoever waited has been told.
    private static async Task ReleaseLaterAsync(DbConnection connection, Task work)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (DbException)
        {
            // It broke meanwhile, and is gone with its pool's knowledge.
        }
    }

    private async ValueTask<int> SendAsync(DbConnection connection, ServerTransaction call, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        int rows = await SendAsync(
            connection, call.Statements, isAtomic: true, static (answer, token) => answer.FinishAsync(token), cancellationToken, transaction)
            .ConfigureAwait(false);
        call.IsCommitting = true;
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return rows;
    }

    // What may not be carried out twice is atomic: were it done while what goes along with it has to give way to others, it
    // would be made again, and find itself.
    private async ValueTask<T> SendAsync<T>(
        DbConnection connection,
        IReadOnlyList<ServerStatement> statements,
        bool isAtomic,
        Func<ServerAnswer, CancellationToken, ValueTask<T>> read,
        CancellationToken cancellationToken,
        DbTransaction? transaction = null)
    {
        if (statements is [var only] && transaction is null)
            return await SendAsync(connection, only, read, cancellationToken).ConfigureAwait(false);
        var batch = CreateBatch(connection, isAtomic);
        await using var closing = batch.ConfigureAwait(false);
        batch.Transaction = transaction;
        foreach (var statement in statements)
            Add(batch, statement, statements.Count > 1);
        await PrepareAsync(batch, cancellationToken).ConfigureAwait(false);
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = reader.ConfigureAwait(false);
        return await read(new ServerAnswer(batch, reader, CountsByRows is not null), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A failure as the operator is told of it; null where the provider's own exception is as good.</summary>
    private Exception? Told(Exception failure)
    {
        string? explanation = Explain(failure);
        if (IsOutage(failure))
            return new ServerOutageException(explanation ?? failure.Message, failure);
        return explanation is null ? null : new InvalidOperationException(explanation, failure);
    }

    /// <summary>Of the failures of several statements, the first one: the others come of it, or are the same.</summary>
    private static Exception FirstOf(Exception failure) =>
        failure is DbException { InnerException: AggregateException { InnerExceptions: [DbException first, ..] } } ? first : failure;

    // Of one statement a command is cheaper than a batch.
    private async ValueTask<T> SendAsync<T>(
        DbConnection connection, ServerStatement statement, Func<ServerAnswer, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var closing = command.ConfigureAwait(false);
        command.CommandText = statement.Text;
        for (int index = 0; index < statement.Values.Length; index++)
            command.Parameters.Add(Fill(command.CreateParameter(), index, statement.Values[index]));
        await PrepareAsync(command, cancellationToken).ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = reader.ConfigureAwait(false);
        return await read(new ServerAnswer(reader), cancellationToken).ConfigureAwait(false);
    }

    private void Add(DbBatch batch, ServerStatement statement, bool isOneOfMany)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = isOneOfMany && CountsByRows is { } count && !ServerStatement.GivesRows(statement.Text) ? statement.Text + count : statement.Text;
        for (int index = 0; index < statement.Values.Length; index++)
            command.Parameters.Add(Fill(command.CreateParameter(), index, statement.Values[index]));
        batch.BatchCommands.Add(command);
    }

    private DbParameter Fill(DbParameter parameter, int index, ServerValue value)
    {
        parameter.ParameterName = NameOf(index + 1);
        if (value.Type is { } type)
            parameter.DbType = type;
        parameter.Value = value.Value;
        return parameter;
    }
}
