namespace CacheKit;

/// <summary>What the page cache did with a request, or why it did nothing.</summary>
public enum PageCacheOutcome
{
    /// <summary>Not decided yet.</summary>
    Undecided = 0,

    /// <summary>Served from the cache, or from the page that another request was making just then.</summary>
    Hit,

    /// <summary>Made, and so far fit to be stored: the response has begun, the page is not complete yet.</summary>
    Miss,

    /// <summary>Made and stored.</summary>
    Stored,

    /// <summary>A request of another method than GET and HEAD.</summary>
    Method,

    /// <summary>Nothing asks for the page to be cached.</summary>
    NotAsked,

    /// <summary>Left alone because <c>[CachePage(0)]</c>, <c>SiteCache:Exclude</c> or <c>SiteCache:Hosts</c> says so.</summary>
    Excluded,

    /// <summary>An endpoint that no page cache suits: static assets, SignalR, gRPC, health checks, interactive components, upgrades.</summary>
    LeftAlone,

    /// <summary>The endpoint, or the application's fallback policy, requires authorization.</summary>
    RequiresAuthorization,

    /// <summary>The request has an <c>Authorization</c> header.</summary>
    AuthorizationHeader,

    /// <summary>The user is signed in, or was after the page had been made.</summary>
    Authenticated,

    /// <summary>The request carries a cookie of an authentication scheme, of the session or of TempData.</summary>
    PrivateCookie,

    /// <summary>The request says <c>Cache-Control: no-store</c>.</summary>
    RequestNoStore,

    /// <summary>The request asks for a part of the page and the whole is not in the cache.</summary>
    Range,

    /// <summary>The request says <c>only-if-cached</c> and the page is not in the cache: 504.</summary>
    OnlyIfCached,

    /// <summary>The response has a status that is not stored, or that must state its freshness and does not.</summary>
    StatusCode,

    /// <summary>The response sets a cookie.</summary>
    SetCookie,

    /// <summary>The response says <c>private</c>, <c>no-store</c> or <c>no-cache</c>, or its <c>Cache-Control</c> cannot be read.</summary>
    CacheControl,

    /// <summary>The response is stale from the start: <c>max-age=0</c>, or <c>Expires</c> in the past or unreadable.</summary>
    Stale,

    /// <summary>The response varies by everything, by what is no header, or by too many headers.</summary>
    Vary,

    /// <summary>The response is a part of the page.</summary>
    ContentRange,

    /// <summary>The response is a stream without an end, or a file served by other middleware.</summary>
    ContentType,

    /// <summary>The response has trailers, or a header that could not be replayed.</summary>
    Headers,

    /// <summary>The page was made with the session, or session middleware runs behind the page cache.</summary>
    Session,

    /// <summary>The page was made with TempData.</summary>
    TempData,

    /// <summary>The page was made with an antiforgery token.</summary>
    Antiforgery,

    /// <summary>The body is longer than <c>SiteCache:MaximumBodySize</c>.</summary>
    TooLarge,

    /// <summary>The page was not made to its end: an exception, an abort, or another length than announced.</summary>
    Incomplete,

    /// <summary>The page was removed while it was being made.</summary>
    Removed,

    /// <summary>Middleware that decides what the page is (routing, localization) runs behind the page cache.</summary>
    MiddlewareOrder,

    /// <summary>The cache failed; the page was made without it.</summary>
    CacheFailed,

    /// <summary>A GET or HEAD with a body, which is no part of a page's key.</summary>
    RequestBody,

    /// <summary>The response had begun before the page cache saw the request.</summary>
    HasStarted,

    /// <summary>The response varies by headers, and as many variants of the page are in the cache as may be.</summary>
    TooManyVariants,

    /// <summary>The page varies by user, and the signed-in user has no claim that tells who it is.</summary>
    UserWithoutId,

    /// <summary>The request's route values make no tag of what must be one, or the page has more than 32 tags.</summary>
    Tags,

    /// <summary>
    /// Served from the cache after its time, within its <c>stale-while-revalidate</c> or <c>stale-if-error</c>: another
    /// request makes the page anew, or making it anew has failed.
    /// </summary>
    StaleHit,

    /// <summary>The cache is full and the page was not asked for before: it gets in at its second request (<c>SiteCache:Admission</c>).</summary>
    NotAdmitted,
}
