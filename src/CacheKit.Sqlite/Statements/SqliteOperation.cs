namespace CacheKit.Sqlite.Statements;

/// <summary>The statements on a table; <see cref="SqliteSql"/> has their texts.</summary>
internal enum SqliteOperation
{
    Read,
    ReadExpiry,
    Write,
    Add,
    Touch,
    Increment,
    Move,
    Delete,
    DeleteAlways,
    Clear,
    ClearPrefix,
    CullExpired,
    CullSmallest,
    CountRows,
    CountRowsUpTo,
    CountAlive,
    List,
    Exists,
}
