using System.Buffers;
using CacheKit.Backends;
using CacheKit.Keys;
using CacheKit.Sqlite.Statements;

namespace CacheKit.Sqlite;

internal sealed partial class SqliteTable
{
    public override async ValueTask WriteAsync(CacheKey key, ReadOnlySequence<byte> payload, long? expires, long now, CancellationToken cancellationToken)
    {
        await WaitForCountAsync().ConfigureAwait(false);
        using var writing = await BeginWritingAsync(cancellationToken).ConfigureAwait(false);
        MakeRoom(writing, now);
        Write(writing[SqliteOperation.Write], key, payload, expires);
        writing.Commit();
        _expiry.Wrote(expires);
    }

    public override async ValueTask WriteManyAsync(ReadOnlyMemory<CacheItem> items, long? expires, long now, CancellationToken cancellationToken)
    {
        await WaitForCountAsync().ConfigureAwait(false);
        using var writing = await BeginWritingAsync(cancellationToken).ConfigureAwait(false);
        var write = writing[SqliteOperation.Write];
        long room = MakeRoom(writing, now, items.Length);
        for (int index = 0; index < items.Length; index++)
        {
            if (room-- == 0)
                room = MakeRoom(writing, now, 0) - 1;
            var item = items.Span[index];
            Write(write, item.Key, item.Payload, expires);
        }

        writing.Commit();
        _expiry.Wrote(expires);
    }

    public override async ValueTask<bool> AddAsync(CacheKey key, ReadOnlySequence<byte> payload, long? expires, long now, CancellationToken cancellationToken)
    {
        await WaitForCountAsync().ConfigureAwait(false);
        using var writing = await BeginWritingAsync(cancellationToken).ConfigureAwait(false);
        MakeRoom(writing, now);
        var add = writing[SqliteOperation.Add];
        add.Bind(5, now);
        bool isAdded = Write(add, key, payload, expires) > 0;
        writing.Commit();
        if (isAdded)
            _expiry.Wrote(expires);
        return isAdded;
    }

    public override async ValueTask<AddOrGetResult> AddOrReadAsync(
        CacheKey key, ReadOnlySequence<byte> payload, long? expires, long now, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        await WaitForCountAsync().ConfigureAwait(false);
        using var writing = await BeginWritingAsync(cancellationToken).ConfigureAwait(false);
        if (Read(writing[SqliteOperation.Read], key, now, destination))
            return AddOrGetResult.Existing;
        MakeRoom(writing, now);
        Write(writing[SqliteOperation.Write], key, payload, expires);
        writing.Commit();
        _expiry.Wrote(expires);
        return AddOrGetResult.Added;
    }

    public override async ValueTask<bool> TouchAsync(CacheKey key, long? expires, long now, CancellationToken cancellationToken)
    {
        using var writing = await BeginWritingAsync(cancellationToken).ConfigureAwait(false);
        CullExpiredIfDue(writing, now, insertions: 0);
        var touch = writing[SqliteOperation.Touch];
        touch.BindKey(1, key);
        touch.Bind(3, now);
        touch.Bind(4, expires);
        bool isTouched = touch.Run() > 0;
        writing.Commit();
        if (isTouched)
            _expiry.Wrote(expires);
        return isTouched;
    }

    public override async ValueTask<IncrementResult> IncrementAsync(CacheKey key, long delta, long now, CancellationToken cancellationToken)
    {
        using var writing = await BeginWritingAsync(cancellationToken).ConfigureAwait(false);
        var result = Sum(writing[SqliteOperation.Read], key, delta, now);
        if (result.Status != IncrementStatus.Done)
            return result;
        var increment = writing[SqliteOperation.Increment];
        Span<byte> text = stackalloc byte[CounterText.MaximumLength];
        increment.BindKey(1, key);
        increment.Bind(3, now);
        increment.BindBytes(4, text[..CounterText.Format(result.Value, text)]);
        increment.Run();
        writing.Commit();
        return result;
    }

    public override async ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, long now, CancellationToken cancellationToken)
    {
        using var writing = await BeginWritingAsync(cancellationToken).ConfigureAwait(false);
        var move = writing[SqliteOperation.Move];
        move.BindKey(1, source);
        move.Bind(3, now);
        move.BindKey(4, destination);
        bool isMoved = move.Run() > 0;
        writing.Commit();
        return isMoved;
    }

    public override async ValueTask<bool> DeleteAsync(CacheKey key, long now, CancellationToken cancellationToken)
    {
        using var writing = await BeginWritingAsync(cancellationToken).ConfigureAwait(false);
        var delete = writing[SqliteOperation.Delete];
        delete.BindKey(1, key);
        delete.Bind(3, now);
        bool isDeleted = delete.Run() > 0;
        writing.Commit();
        return isDeleted;
    }

    public override async ValueTask DeleteManyAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken)
    {
        using var writing = await BeginWritingAsync(cancellationToken).ConfigureAwait(false);
        var delete = writing[SqliteOperation.DeleteAlways];
        for (int index = 0; index < keys.Length; index++)
        {
            delete.BindKey(1, keys.Span[index]);
            delete.Run();
        }

        writing.Commit();
    }

    public override async ValueTask ClearAsync(string? prefix, CancellationToken cancellationToken)
    {
        using var writing = await BeginWritingAsync(cancellationToken).ConfigureAwait(false);
        var clear = writing[prefix is null ? SqliteOperation.Clear : SqliteOperation.ClearPrefix];
        if (prefix is not null)
            BindPrefix(clear, prefix);
        clear.Run();
        writing.Commit();
    }

    private static int Write(SqliteStatement write, CacheKey key, in ReadOnlySequence<byte> payload, long? expires)
    {
        write.BindKey(1, key);
        write.BindBytes(3, payload);
        write.Bind(4, expires);
        return write.Run();
    }

    private static IncrementResult Sum(SqliteStatement read, CacheKey key, long delta, long now)
    {
        read.BindKey(1, key);
        read.Bind(3, now);
        try
        {
            return read.Step() ? CounterText.Add(read.BytesAt(0), delta) : new(IncrementStatus.Missing);
        }
        finally
        {
            read.Reset();
        }
    }
}
