namespace CacheKit.Diagnostics;

internal static class CacheOperationNames
{
    /// <summary>The operation's name in metrics, logs and exceptions.</summary>
    public static string Name(this CacheOperation operation) => operation switch
    {
        CacheOperation.Get => "get",
        CacheOperation.Set => "set",
        CacheOperation.Add => "add",
        CacheOperation.GetOrSet => "get-or-set",
        CacheOperation.GetMany => "get-many",
        CacheOperation.SetMany => "set-many",
        CacheOperation.Touch => "touch",
        CacheOperation.Delete => "delete",
        CacheOperation.DeleteMany => "delete-many",
        CacheOperation.Contains => "contains",
        CacheOperation.Increment => "increment",
        CacheOperation.IncrementVersion => "increment-version",
        CacheOperation.RemoveByTag => "remove-by-tag",
        CacheOperation.GetTimeToLive => "get-time-to-live",
        _ => "clear",
    };
}
