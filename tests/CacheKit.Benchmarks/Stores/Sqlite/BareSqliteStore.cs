using Microsoft.Data.Sqlite;

namespace CacheKit.Benchmarks.Stores.Sqlite;

/// <summary>
/// The floor: prepared commands of Microsoft.Data.Sqlite on one open connection, in WAL with <c>synchronous</c> NORMAL,
/// on a table with an expiry. Its callers take turns.
/// </summary>
internal sealed class BareSqliteStore : IStore
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _get;
    private readonly SqliteCommand _set;
    private readonly SemaphoreSlim _turn = new(1, 1);

    public BareSqliteStore(string file)
    {
        _connection = new SqliteConnection($"Data Source={file};Pooling=False");
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
        Execute("CREATE TABLE entries (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL, expires INTEGER); CREATE INDEX expiry ON entries (expires)");
        _get = Prepare("SELECT value FROM entries WHERE key = $key AND (expires IS NULL OR expires > $now)", ("$key", SqliteType.Text), ("$now", SqliteType.Integer));
        _set = Prepare(
            "INSERT INTO entries (key, value, expires) VALUES ($key, $value, $expires) ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires",
            ("$key", SqliteType.Text), ("$value", SqliteType.Blob), ("$expires", SqliteType.Integer));
    }

    public string Name => "prepared statements";

    public async ValueTask GetAsync(string key)
    {
        await _turn.WaitAsync();
        try
        {
            Get(key);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask SetAsync(string key, byte[] value)
    {
        await _turn.WaitAsync();
        try
        {
            Set(key, value);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask GetManyAsync(string[] keys)
    {
        await _turn.WaitAsync();
        try
        {
            using var transaction = _connection.BeginTransaction(deferred: true);
            _get.Transaction = transaction;
            foreach (string key in keys)
                Get(key);
            transaction.Commit();
            _get.Transaction = null;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask SetManyAsync(string[] keys, byte[] value)
    {
        await _turn.WaitAsync();
        try
        {
            using var transaction = _connection.BeginTransaction();
            _set.Transaction = transaction;
            foreach (string key in keys)
                Set(key, value);
            transaction.Commit();
            _set.Transaction = null;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _get.DisposeAsync();
        await _set.DisposeAsync();
        await _connection.DisposeAsync();
        _turn.Dispose();
    }

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private void Get(string key)
    {
        _get.Parameters[0].Value = key;
        _get.Parameters[1].Value = Now;
        using var reader = _get.ExecuteReader();
        if (!reader.Read() || reader.GetFieldValue<byte[]>(0).Length == 0)
            throw new InvalidOperationException("A miss.");
    }

    private void Set(string key, byte[] value)
    {
        _set.Parameters[0].Value = key;
        _set.Parameters[1].Value = value;
        _set.Parameters[2].Value = Now + 300_000;
        _set.ExecuteNonQuery();
    }

    private void Execute(string text)
    {
        using var command = new SqliteCommand(text, _connection);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string text, params (string Name, SqliteType Type)[] parameters)
    {
        var command = new SqliteCommand(text, _connection);
        foreach (var (name, type) in parameters)
            command.Parameters.Add(name, type);
        command.Prepare();
        return command;
    }
}
