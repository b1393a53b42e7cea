namespace CacheKit.Memcached.Protocol;

/// <summary>What was asked: each kind has its own replies.</summary>
internal enum CommandKind
{
    Get,
    Store,
    Delete,
    Count,
    NoOperation,

    /// <summary>Many reads: only what is found is answered, and a no-op closes them.</summary>
    GetMany,

    /// <summary>Many deletes: only what is not found is answered, and a no-op closes them.</summary>
    DeleteMany,
}
