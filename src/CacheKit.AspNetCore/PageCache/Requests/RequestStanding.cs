namespace CacheKit.AspNetCore.PageCache.Requests;

/// <summary>Who a request comes from, as far as it matters for its page; the default is anybody.</summary>
/// <param name="User">Whose page it is, where each user has an own one; null otherwise.</param>
/// <param name="NeedsConsent">
/// Why only a page may be kept, or served, that says itself that it is meant for others too
/// (<c>SiteCache:SharedAuthorization</c>); undecided where it needs not.
/// </param>
/// <param name="IsProtected">Whether the request had to pass authorization: no cache on the way asks for that.</param>
internal readonly record struct RequestStanding(FragmentUser? User, PageCacheOutcome NeedsConsent, bool IsProtected);
