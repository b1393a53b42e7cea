namespace CacheKit.Database.Servers;

/// <summary>A write with what goes along with it to keep the table to its limits.</summary>
/// <param name="Limits">The limits.</param>
/// <param name="Statements">What goes first; the write adds its own.</param>
/// <param name="ExpiredBatch">How many expired rows the first one takes away at most; 0 where it is about something else.</param>
/// <param name="CountsRows">Whether the first answer is the number of rows that there were.</param>
/// <param name="Now">Now.</param>
internal readonly record struct ServerWrite(ServerLimits Limits, List<ServerStatement> Statements, int ExpiredBatch, bool CountsRows, long Now)
{
    /// <summary>The place of the next statement that is added.</summary>
    public int Next => Statements.Count;

    public ServerWrite With(ServerStatement statement)
    {
        Statements.Add(statement);
        return this;
    }

    public ServerWrite With(IReadOnlyList<ServerStatement> statements)
    {
        Statements.AddRange(statements);
        return this;
    }

    /// <summary>Reads what precedes the write's own answer.</summary>
    /// <returns>How many rows there were; 0 where nobody counts.</returns>
    public async ValueTask<long> ReadCountAsync(ServerAnswer answer, CancellationToken cancellationToken)
    {
        if (!CountsRows)
            return 0;
        var rows = await answer.RowsOfAsync(ExpiredBatch > 0 ? 1 : 0, cancellationToken).ConfigureAwait(false);
        await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
        return rows.GetInt64(0);
    }

    /// <summary>Takes what is known when the answer was read to its end.</summary>
    public void Finish(ServerAnswer answer)
    {
        if (ExpiredBatch > 0)
            Limits.Looked(Math.Max(0, answer.Changed(0)), ExpiredBatch);
    }
}
