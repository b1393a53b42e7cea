namespace CacheKit.Diagnostics;

/// <summary>The operations by which the caches are watched.</summary>
internal enum CacheOperation
{
    Get,
    Set,
    Add,
    GetOrSet,
    GetMany,
    SetMany,
    Touch,
    Delete,
    DeleteMany,
    Contains,
    Increment,
    IncrementVersion,
    GetTimeToLive,
    Clear,
    RemoveByTag,
}
