namespace CacheKit.AspNetCore.PageCache.Policies;

/// <summary>For whom an endpoint's pages are kept.</summary>
internal enum PageSharing
{
    /// <summary>For those who have not signed in: what is made for others may be theirs alone.</summary>
    Anonymous,

    /// <summary>For all who may see them: <c>AllowAuthenticated</c> says that they are the same.</summary>
    All,

    /// <summary>For each user: <c>VaryByUser</c>.</summary>
    PerUser,
}
