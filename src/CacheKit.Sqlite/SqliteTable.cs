using System.Buffers;
using CacheKit.Backends;
using CacheKit.Database;
using CacheKit.Database.Configuration;
using CacheKit.Keys;
using CacheKit.Sqlite.Connections;
using CacheKit.Sqlite.Statements;

namespace CacheKit.Sqlite;

/// <summary>A table in a database of SQLite. This part reads; its siblings write, cull, and look at the table itself.</summary>
/// <param name="settings">What is configured.</param>
/// <param name="database">The database, which other aliases may share.</param>
/// <param name="isReplica">Whether it is only read, and never made.</param>
internal sealed partial class SqliteTable(DatabaseSettings settings, SqliteDatabase database, bool isReplica) : DatabaseTable
{
    private readonly SqliteSql _sql = new(settings);
    private readonly int _slot = database.TakeSlot();

    // The epoch of the database in which the table was last known to be there.
    private int _readyEpoch = -1;

    public override async ValueTask<bool> ReadAsync(CacheKey key, long now, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        using var reading = await BeginReadingAsync(cancellationToken).ConfigureAwait(false);
        return Read(reading[SqliteOperation.Read], key, now, destination);
    }

    /// <summary>Reads key by key on one connection, in one state of the database: a longer statement would be no faster.</summary>
    public override async ValueTask ReadManyAsync(ReadOnlyMemory<CacheKey> keys, long now, ICachePayloadReceiver receiver, CancellationToken cancellationToken)
    {
        using var reading = await BeginReadingAsync(cancellationToken).ConfigureAwait(false);
        var read = reading[SqliteOperation.Read];
        reading.Session.BeginReading();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            for (int index = 0; index < keys.Length; index++)
            {
                read.BindKey(1, keys.Span[index]);
                read.Bind(3, now);
                if (read.Step())
                    Hand(index, read.BytesAt(0), receiver, ref buffer);
                read.Reset();
            }
        }
        finally
        {
            read.Reset();
            ArrayPool<byte>.Shared.Return(buffer);
            reading.Session.Rollback();
        }
    }

    public override async ValueTask<CacheValue<long?>> ReadExpiryAsync(CacheKey key, long now, CancellationToken cancellationToken)
    {
        using var reading = await BeginReadingAsync(cancellationToken).ConfigureAwait(false);
        var read = reading[SqliteOperation.ReadExpiry];
        read.BindKey(1, key);
        read.Bind(3, now);
        try
        {
            return read.Step() ? new(read.NumberAt(0)) : default;
        }
        finally
        {
            read.Reset();
        }
    }

    // The database belongs to all aliases that name it, and is closed with the container.
    public override ValueTask DisposeAsync() => default;

    private static bool Read(SqliteStatement read, CacheKey key, long now, IBufferWriter<byte> destination)
    {
        read.BindKey(1, key);
        read.Bind(3, now);
        try
        {
            if (!read.Step())
                return false;
            destination.Write(read.BytesAt(0));
            return true;
        }
        finally
        {
            read.Reset();
        }
    }

    private static void Hand(int index, ReadOnlySpan<byte> payload, ICachePayloadReceiver receiver, ref byte[] buffer)
    {
        if (buffer.Length < payload.Length)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent(payload.Length);
        }

        payload.CopyTo(buffer);
        receiver.Receive(index, new ReadOnlySequence<byte>(buffer, 0, payload.Length));
    }

    private async ValueTask<SqliteReading> BeginReadingAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!IsReady)
                await MakeReadyAsync(cancellationToken).ConfigureAwait(false);
            var reading = await database.ReadAsync(_slot, _sql, cancellationToken).ConfigureAwait(false);
            if (IsReadyOn(reading.Session))
                return reading;
            reading.Dispose();
        }
    }

    private async ValueTask<SqliteWriting> BeginWritingAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!IsReady)
                await MakeReadyAsync(cancellationToken).ConfigureAwait(false);
            var writing = await database.WriteAsync(_slot, _sql, cancellationToken).ConfigureAwait(false);
            if (IsReadyOn(writing.Session))
                return writing;
            writing.Dispose();
        }
    }

    private bool IsReady => database.LookAtEpoch() == Volatile.Read(ref _readyEpoch) || isReplica;

    // The connection may be to another file than the table was looked for in: a new one, put in its place meanwhile.
    private bool IsReadyOn(SqliteSession session) => isReplica || session.Epoch == Volatile.Read(ref _readyEpoch);
}
