using System.Buffers;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CacheKit.Backends;
using CacheKit.Database.Configuration;
using CacheKit.Database.Keys;
using CacheKit.Keys;

namespace CacheKit.Database.Servers;

/// <summary>A table on a server: PostgreSQL, MySQL, MariaDB. Each operation is one round trip.</summary>
/// <param name="settings">The settings of the alias.</param>
/// <param name="sql">How the server is told.</param>
/// <param name="source">Where it is told.</param>
internal sealed class ServerTable(DatabaseSettings settings, ServerSql sql, ServerSource source) : DatabaseTable
{
    private const int PageSize = 1000;

    // Another writer between the two looks at a counter is rare; so many in a row are not believed.
    private const int IncrementAttempts = 100;

    private readonly ServerLimits _limits = new(sql, source, settings);

    public override ValueTask<bool> ReadAsync(CacheKey key, long now, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
        ReadAsync(DatabaseKey.Of(key), now, destination, cancellationToken);

    public override async ValueTask ReadManyAsync(ReadOnlyMemory<CacheKey> keys, long now, ICachePayloadReceiver receiver, CancellationToken cancellationToken)
    {
        var stored = KeysOf(keys.Span);
        var places = stored.Select(static (key, place) => (key, place)).ToLookup(static pair => pair.key.Text);
        DatabaseKey[] distinct = [.. stored.DistinctBy(static key => key.Text)];
        await CallAsync([sql.ReadMany(distinct, now)], isRepeatable: true, async (answer, token) =>
        {
            var rows = await answer.RowsOfAsync(0, token).ConfigureAwait(false);
            while (await rows.ReadAsync(token).ConfigureAwait(false))
            {
                byte[]? fullKey = rows.IsDBNull(1) ? null : rows.GetFieldValue<byte[]>(1);
                byte[]? payload = null;
                foreach (var (key, place) in places[sql.KeyOf(rows, 0)])
                {
                    if (!fullKey.AsSpan().SequenceEqual(key.FullKey) || (fullKey is null) != (key.FullKey is null))
                        continue;
                    payload ??= rows.GetFieldValue<byte[]>(2);
                    receiver.Receive(place, new ReadOnlySequence<byte>(payload));
                }
            }

            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask<CacheValue<long?>> ReadExpiryAsync(CacheKey key, long now, CancellationToken cancellationToken) =>
        CallAsync<CacheValue<long?>>([sql.ReadExpiry(DatabaseKey.Of(key), now)], isRepeatable: true, static async (answer, token) =>
        {
            var rows = await answer.RowsOfAsync(0, token).ConfigureAwait(false);
            if (!await rows.ReadAsync(token).ConfigureAwait(false))
                return default;
            return new(rows.IsDBNull(0) ? null : rows.GetInt64(0));
        }, cancellationToken);

    public override async ValueTask WriteAsync(CacheKey key, ReadOnlySequence<byte> payload, long? expires, long now, CancellationToken cancellationToken)
    {
        await _limits.WaitForCountAsync().ConfigureAwait(false);
        var entry = new ServerEntry(DatabaseKey.Of(key), ServerEntry.InOnePiece(payload));
        var write = _limits.Begin(expires, insertions: 1, now).With(sql.Write(entry, expires));
        await InsertAsync(write, [entry.Key], isRepeatable: true, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask WriteManyAsync(ReadOnlyMemory<CacheItem> items, long? expires, long now, CancellationToken cancellationToken)
    {
        await _limits.WaitForCountAsync().ConfigureAwait(false);
        var entries = ServerEntry.InOrder(items.Span);
        var write = _limits.Begin(expires, entries.Count, now).With(sql.WriteMany(entries, expires));
        await InsertAsync(write, [.. entries.Select(static entry => entry.Key)], isRepeatable: true, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, long? expires, long now, CancellationToken cancellationToken)
    {
        await _limits.WaitForCountAsync().ConfigureAwait(false);
        var entry = new ServerEntry(DatabaseKey.Of(key), ServerEntry.InOnePiece(payload));
        var write = _limits.Begin(expires, insertions: 1, now).With(sql.Add(entry, expires, now));
        return await InsertAsync(write, [entry.Key], isRepeatable: false, cancellationToken).ConfigureAwait(false) > 0;
    }

    public override async ValueTask<AddOrGetResult> AddOrReadAsync(
        CacheKey key, ReadOnlySequence<byte> payload, long? expires, long now, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        await _limits.WaitForCountAsync().ConfigureAwait(false);
        var entry = new ServerEntry(DatabaseKey.Of(key), ServerEntry.InOnePiece(payload));
        var write = _limits.Begin(expires, insertions: 1, now).With(sql.Add(entry, expires, now)).With(sql.Read(entry.Key, now));
        var (alive, result) = await CallAsync(write.Statements, isRepeatable: false, async (answer, token) =>
        {
            long alive = await write.ReadCountAsync(answer, token).ConfigureAwait(false);
            var rows = await answer.RowsOfAsync(write.Next - 1, token).ConfigureAwait(false);
            bool added = answer.Changed(write.Next - 2) > 0;
            bool exists = !added && await rows.ReadAsync(token).ConfigureAwait(false);
            if (exists)
                Copy(rows, destination);
            await answer.FinishAsync(token).ConfigureAwait(false);
            write.Finish(answer);
            return (alive, added ? AddOrGetResult.Added : exists ? AddOrGetResult.Existing : AddOrGetResult.Vanished);
        }, cancellationToken).ConfigureAwait(false);
        await _limits.CullAsync(alive, [entry.Key], now).ConfigureAwait(false);
        return result;
    }

    public override async ValueTask<bool> TouchAsync(CacheKey key, long? expires, long now, CancellationToken cancellationToken)
    {
        var write = _limits.Begin(expires, now).With(sql.Touch(DatabaseKey.Of(key), expires, now));
        return await InsertAsync(write, [], isRepeatable: true, cancellationToken).ConfigureAwait(false) > 0;
    }

    public override async ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, long now, CancellationToken cancellationToken)
    {
        var stored = DatabaseKey.Of(key);
        var buffer = new ArrayBufferWriter<byte>(CounterText.MaximumLength);
        for (int attempt = 1; attempt <= IncrementAttempts; attempt++)
        {
            var statements = sql.Increment(stored, delta, now);
            long? next = await CallAsync(statements, isRepeatable: false, async (answer, token) =>
            {
                var rows = await answer.RowsOfAsync(statements.Count - 1, token).ConfigureAwait(false);
                long? next = await rows.ReadAsync(token).ConfigureAwait(false) ? rows.GetInt64(0) : null;
                await answer.FinishAsync(token).ConfigureAwait(false);
                return answer.Changed(0) > 0 ? next : null;
            }, cancellationToken).ConfigureAwait(false);
            if (next is { } done)
                return new(IncrementStatus.Done, done);

            // Nothing was changed: what is there says why.
            buffer.ResetWrittenCount();
            if (!await ReadAsync(stored, now, buffer, cancellationToken).ConfigureAwait(false))
                return new(IncrementStatus.Missing);
            var result = CounterText.Add(buffer.WrittenSpan, delta);
            if (result.Status != IncrementStatus.Done || delta == 0)
                return result;
        }

        throw new InvalidOperationException($"The counter was changed by others {IncrementAttempts} times in a row.");
    }

    public override async ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, long now, CancellationToken cancellationToken)
    {
        var statements = sql.Move(DatabaseKey.Of(source), DatabaseKey.Of(destination), now);
        return await CallInTransactionAsync(statements, cancellationToken).ConfigureAwait(false) > 0;
    }

    public override async ValueTask<bool> DeleteAsync(CacheKey key, long now, CancellationToken cancellationToken) =>
        await ExecuteAsync([sql.Delete(DatabaseKey.Of(key), now)], isRepeatable: true, cancellationToken).ConfigureAwait(false) > 0;

    public override async ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken)
    {
        DatabaseKey[] stored = [.. KeysOf(keys.Span).OrderBy(static key => key.Text, StringComparer.Ordinal)];
        await ExecuteAsync([sql.DeleteMany(stored)], isRepeatable: true, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken) =>
        await ExecuteAsync([sql.Clear(prefix is null ? null : new DatabaseKeyPrefix(prefix))], isRepeatable: true, cancellationToken).ConfigureAwait(false);

    public override ValueTask<long> CountAsync(long now, CancellationToken cancellationToken) =>
        CallAsync([sql.Count(now)], isRepeatable: true, ReadNumberAsync, cancellationToken);

    public override async IAsyncEnumerable<CacheEntryInfo> ListAsync(string? prefix, long now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DatabaseKeyPrefix? keys = prefix is null ? null : new DatabaseKeyPrefix(prefix);
        string? after = null;
        bool isMore = true;
        while (isMore)
        {
            var page = await CallAsync([sql.List(keys, after, PageSize, now)], isRepeatable: true, ReadPageAsync, cancellationToken).ConfigureAwait(false);
            foreach (var (text, entry) in page)
            {
                after = text;
                yield return entry;
            }

            isMore = page.Count == PageSize;
        }
    }

    public override async ValueTask<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await source.CallAsync(
                [sql.Find()], isRepeatable: true, static (answer, token) => answer.FinishAsync(token), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DbException failure) when (source.IsMissingTable(failure))
        {
            return false;
        }
    }

    public override async ValueTask<bool> CreateAsync(CancellationToken cancellationToken)
    {
        if (await ExistsAsync(cancellationToken).ConfigureAwait(false))
            return false;
        try
        {
            await source.CallInTransactionAsync(
                [.. settings.Provider.Dialect.CreateTable(settings).Select(static text => new ServerStatement(text))], cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when ((failure is InvalidOperationException ? failure.InnerException : failure) is DbException refused)
        {
            // Another process may have made it at the same time.
            if (await ExistsAsync(cancellationToken).ConfigureAwait(false))
                return false;
            if (await source.ExplainCreationAsync(refused, cancellationToken).ConfigureAwait(false) is { } explanation)
                throw new InvalidOperationException(explanation, refused);
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _limits.FinishAsync().ConfigureAwait(false);
        await source.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The number in the only row.</summary>
    public static async ValueTask<long> ReadNumberAsync(ServerAnswer answer, CancellationToken cancellationToken)
    {
        var rows = await answer.RowsOfAsync(0, cancellationToken).ConfigureAwait(false);
        await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
        return rows.GetInt64(0);
    }

    private ValueTask<bool> ReadAsync(DatabaseKey key, long now, IBufferWriter<byte> destination, CancellationToken cancellationToken) =>
        CallAsync([sql.Read(key, now)], isRepeatable: true, async (answer, token) =>
        {
            var rows = await answer.RowsOfAsync(0, token).ConfigureAwait(false);
            if (!await rows.ReadAsync(token).ConfigureAwait(false))
                return false;
            Copy(rows, destination);
            return true;
        }, cancellationToken);

    /// <summary>Writes, and culls if there were too many rows.</summary>
    /// <returns>How many rows the last statement changed.</returns>
    private async ValueTask<int> InsertAsync(ServerWrite write, IReadOnlyList<DatabaseKey> written, bool isRepeatable, CancellationToken cancellationToken)
    {
        var (alive, changed) = await CallAsync(write.Statements, isRepeatable, async (answer, token) =>
        {
            long alive = await write.ReadCountAsync(answer, token).ConfigureAwait(false);
            await answer.FinishAsync(token).ConfigureAwait(false);
            write.Finish(answer);
            return (alive, answer.Changed(write.Next - 1));
        }, cancellationToken).ConfigureAwait(false);
        await _limits.CullAsync(alive, written, write.Now).ConfigureAwait(false);
        return changed;
    }

    private ValueTask<int> ExecuteAsync(IReadOnlyList<ServerStatement> statements, bool isRepeatable, CancellationToken cancellationToken) =>
        CallAsync(statements, isRepeatable, static (answer, token) => answer.FinishAsync(token), cancellationToken);

    private ValueTask<T> CallAsync<T>(
        IReadOnlyList<ServerStatement> statements,
        bool isRepeatable,
        Func<ServerAnswer, CancellationToken, ValueTask<T>> read,
        CancellationToken cancellationToken) =>
        WithTableAsync(token => source.CallAsync(statements, isRepeatable, read, token), cancellationToken);

    private ValueTask<int> CallInTransactionAsync(IReadOnlyList<ServerStatement> statements, CancellationToken cancellationToken) =>
        WithTableAsync(token => source.CallInTransactionAsync(statements, token), cancellationToken);

    /// <summary>Makes the table where it is missing and may be made.</summary>
    private async ValueTask<T> WithTableAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(cancellationToken).ConfigureAwait(false);
        }
        catch (DbException failure) when (source.IsMissingTable(failure))
        {
            if (!settings.CreateTable)
                throw settings.MissingTable(failure);
        }
        catch (DbException failure) when (source.IsForeignTable(failure))
        {
            throw settings.ForeignTable(failure);
        }

        await CreateAsync(cancellationToken).ConfigureAwait(false);
        return await call(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<List<(string Text, CacheEntryInfo Entry)>> ReadPageAsync(ServerAnswer answer, CancellationToken cancellationToken)
    {
        var rows = await answer.RowsOfAsync(0, cancellationToken).ConfigureAwait(false);
        var page = new List<(string, CacheEntryInfo)>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            string text = sql.KeyOf(rows, 0);
            string key = DatabaseKey.FinalKeyOf(text, rows.IsDBNull(1) ? null : rows.GetFieldValue<byte[]>(1));
            DateTimeOffset? expires = rows.IsDBNull(2) ? null : DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(2));
            page.Add((text, new CacheEntryInfo(key, expires, rows.GetInt64(3))));
        }

        return page;
    }

    private static DatabaseKey[] KeysOf(ReadOnlySpan<CacheKey> keys)
    {
        var stored = new DatabaseKey[keys.Length];
        for (int index = 0; index < stored.Length; index++)
            stored[index] = DatabaseKey.Of(keys[index]);
        return stored;
    }

    /// <summary>Copies the first column, which the provider holds in memory already.</summary>
    private static void Copy(DbDataReader row, IBufferWriter<byte> destination)
    {
        int length = (int)row.GetBytes(0, 0, null, 0, 0);
        if (length == 0)
            return;
        if (MemoryMarshal.TryGetArray<byte>(destination.GetMemory(length), out var memory))
        {
            row.GetBytes(0, 0, memory.Array, memory.Offset, length);
            destination.Advance(length);
        }
        else
        {
            destination.Write(row.GetFieldValue<byte[]>(0));
        }
    }
}
