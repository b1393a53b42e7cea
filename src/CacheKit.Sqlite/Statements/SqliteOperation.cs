namespace CacheKit.Sqlite.Statements;

/// <summary>The statements on a table; <see cref="SqliteSql"/> has their texts.</summary>
internal enum SqliteOperation
{
    Read,
    ReadExpiry,
    Write,
    Add,
    Touch,
    Count,
    Move,
    Delete,
    DeleteAlways,
    Clear,
    ClearPrefix,
    DeleteExpired,
    DeleteSmallest,
    CountRows,
    CountSomeRows,
    CountAlive,
    List,
    Exists,
}
