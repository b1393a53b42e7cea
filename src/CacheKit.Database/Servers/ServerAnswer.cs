using System.Data.Common;

namespace CacheKit.Database.Servers;

/// <summary>
/// The answer to statements sent together. Providers skip the results that have no rows; one of them does not say then
/// what each statement has changed, and is asked for it by rows (<see cref="ServerSource.CountsByRows"/>).
/// </summary>
internal sealed class ServerAnswer
{
    private readonly DbBatch? _batch;
    private readonly DbDataReader _rows;

    // Where each statement gives rows, those that change something their count: what they changed, and which is read next.
    private readonly int[]? _changed;
    private int _current;

    private bool _isBegun;

    public ServerAnswer(DbBatch batch, DbDataReader rows, bool countsByRows)
    {
        _batch = batch;
        _rows = rows;
        _changed = countsByRows ? new int[batch.BatchCommands.Count] : null;
    }

    /// <summary>The answer to one statement.</summary>
    public ServerAnswer(DbDataReader rows) => (_rows, _changed) = (rows, new int[1]);

    /// <summary>The rows of a statement that gives some; such statements are asked for in their order, and none is left out.</summary>
    public async ValueTask<DbDataReader> RowsOfAsync(int statement, CancellationToken cancellationToken)
    {
        if (_changed is not null)
        {
            while (_current < statement)
                await SkipAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (_isBegun)
        {
            await _rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }

        _isBegun = true;
        return _rows;
    }

    /// <summary>Reads to the end, after which all statements have been carried out.</summary>
    /// <returns>How many rows were changed.</returns>
    public async ValueTask<int> FinishAsync(CancellationToken cancellationToken)
    {
        if (_changed is { Length: > 1 })
        {
            while (_current < _changed.Length)
                await SkipAsync(cancellationToken).ConfigureAwait(false);
        }

        while (await _rows.NextResultAsync(cancellationToken).ConfigureAwait(false))
        {
        }

        if (_changed is [_])
            _changed[0] = Math.Max(0, _rows.RecordsAffected);
        int changed = 0;
        for (int index = 0; index < (_batch?.BatchCommands.Count ?? 1); index++)
            changed += Changed(index);
        return changed;
    }

    /// <summary>How many rows a statement has changed, when what comes after it was asked for.</summary>
    public int Changed(int statement) => _changed is null ? Math.Max(0, _batch!.BatchCommands[statement].RecordsAffected) : _changed[statement];

    private async ValueTask SkipAsync(CancellationToken cancellationToken)
    {
        bool isCount = !ServerStatement.GivesRows(_batch!.BatchCommands[_current].CommandText);
        if (isCount && await _rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            _changed![_current] = Math.Max(0, _rows.GetInt32(0));
        await _rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        _current++;
    }
}
