using System.Buffers;
using System.Text;
using System.Text.Unicode;
using CacheKit.Database.Keys;
using CacheKit.Keys;
using CacheKit.Sqlite.Connections;
using SQLitePCL;

namespace CacheKit.Sqlite.Statements;

/// <summary>
/// A prepared statement, used again and again by whoever holds its connection. Values go in and come out as the bytes
/// that they are: through ADO.NET each call would cost a command, a reader and arrays.
/// </summary>
internal sealed class SqliteStatement(SqliteSession session, sqlite3_stmt statement, SqliteSql? sql)
{
    // What is bound is kept until it is bound anew; more than this is let go at once.
    private const int LargestKept = 64 * 1024;

    private bool _holdsMuch;

    /// <summary>Binds a final key as the columns <c>cache_key</c> and <c>full_key</c>.</summary>
    // hot path: no allocation for a plain key
    public void BindKey(int index, CacheKey key)
    {
        Span<byte> text = stackalloc byte[DatabaseKey.MaximumLength];
        if (TryEncode(key, text, out int length))
        {
            Bind(raw.sqlite3_bind_text(statement, index, text[..length]));
            Bind(raw.sqlite3_bind_null(statement, index + 1));
            return;
        }

        var stored = DatabaseKey.Of(key);
        BindText(index, stored.Text);
        if (stored.FullKey is { } full)
            BindBytes(index + 1, full);
        else
            Bind(raw.sqlite3_bind_null(statement, index + 1));
    }

    public void BindText(int index, string text) => Bind(raw.sqlite3_bind_text(statement, index, text));

    public void Bind(int index, long number) => Bind(raw.sqlite3_bind_int64(statement, index, number));

    public void Bind(int index, long? number) =>
        Bind(number is { } value ? raw.sqlite3_bind_int64(statement, index, value) : raw.sqlite3_bind_null(statement, index));

    public void BindNull(int index) => Bind(raw.sqlite3_bind_null(statement, index));

    public void BindBytes(int index, ReadOnlySpan<byte> bytes)
    {
        _holdsMuch |= bytes.Length > LargestKept;
        // An empty span has no address, and would be NULL.
        Bind(bytes.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, index, 0) : raw.sqlite3_bind_blob(statement, index, bytes));
    }

    public void BindBytes(int index, in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment)
        {
            BindBytes(index, bytes.FirstSpan);
            return;
        }

        int length = checked((int)bytes.Length);
        byte[] whole = ArrayPool<byte>.Shared.Rent(length);
        bytes.CopyTo(whole);
        BindBytes(index, whole.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(whole);
    }

    /// <summary>Goes to the next row; false when there is none. After a failure the statement can be used again.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(statement);
        if (code is raw.SQLITE_ROW or raw.SQLITE_DONE)
            return code == raw.SQLITE_ROW;
        var failure = session.Failed(code, sql);
        Reset();
        throw failure;
    }

    /// <summary>Carries out a statement without rows; false when another holds the database.</summary>
    public bool TryRun()
    {
        int code = raw.sqlite3_step(statement);
        if (code is raw.SQLITE_DONE)
        {
            Reset();
            return true;
        }

        var failure = SqliteFaults.IsBusy(code) ? null : session.Failed(code);
        Reset();
        return failure is null ? false : throw failure;
    }

    /// <summary>Carries out a statement without rows.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run()
    {
        Step();
        int changes = raw.sqlite3_changes(session.Handle);
        Reset();
        return changes;
    }

    /// <summary>Carries out a statement that gives one number.</summary>
    public long Number()
    {
        Step();
        long number = raw.sqlite3_column_int64(statement, 0);
        Reset();
        return number;
    }

    /// <summary>Ends the statement, and with it the look at the database that its rows need.</summary>
    public void Reset()
    {
        _ = raw.sqlite3_reset(statement);
        if (!_holdsMuch)
            return;
        _holdsMuch = false;
        _ = raw.sqlite3_clear_bindings(statement);
    }

    /// <summary>The bytes of a column, valid until the next step.</summary>
    public ReadOnlySpan<byte> BytesAt(int column) => raw.sqlite3_column_blob(statement, column);

    public long? NumberAt(int column) => IsNull(column) ? null : raw.sqlite3_column_int64(statement, column);

    public string TextAt(int column) => Encoding.UTF8.GetString(BytesAt(column));

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public void Dispose() => statement.Dispose();

    private static bool TryEncode(CacheKey key, Span<byte> text, out int length)
    {
        length = 0;
        if (Utf8.FromUtf16(key.Scope, text, out _, out int scope, replaceInvalidSequences: false) != OperationStatus.Done
            || Utf8.FromUtf16(key.Name, text[scope..], out _, out int name, replaceInvalidSequences: false) != OperationStatus.Done)
            return false;
        length = scope + name;
        return length > 0 && !text[..length].Contains((byte)0);
    }

    private void Bind(int code)
    {
        if (code != raw.SQLITE_OK)
            throw session.Failed(code, sql);
    }
}
