using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Diagnostics;

/// <summary>
/// What pages (event ids 2000 to 2999) and fragments (from 3000) log; docs/operations.md lists it. All of it in one class:
/// of several the source generator writes now one first, now the other, and the build would not be deterministic.
/// </summary>
internal static partial class PageLog
{
    /// <summary>Tells that a page was made without its cache: loudly, but not for every page while a server is known to be away.</summary>
    public static void CacheFailed(ILogger logger, Exception exception, string alias, string operation) =>
        CacheFailed(logger, exception is CacheBackendException { WasNotAsked: true } ? LogLevel.Debug : LogLevel.Error, exception, alias, operation);

    [LoggerMessage(EventId = 2000, Message = "The cache '{Alias}' failed to {Operation} a page; the request goes on without it.")]
    private static partial void CacheFailed(ILogger logger, LogLevel level, Exception exception, string alias, string operation);

    [LoggerMessage(2001, LogLevel.Error, "The cache '{Alias}' failed to remove the pages of a URL or a tag; they may be served until they expire.")]
    public static partial void RemovalFailed(ILogger logger, Exception exception, string alias);

    /// <summary>Tells that the pages of a URL could not be removed now, but will be: loudly, but not for every request while a server is known to be away.</summary>
    public static void RemovalPutOff(ILogger logger, Exception exception, string alias) =>
        RemovalPutOff(logger, exception is CacheBackendException { WasNotAsked: true } ? LogLevel.Debug : LogLevel.Warning, exception, alias);

    [LoggerMessage(EventId = 2006, Message = "The cache '{Alias}' failed to remove the pages of a URL or a tag; they are removed before anything is read from it again.")]
    private static partial void RemovalPutOff(ILogger logger, LogLevel level, Exception exception, string alias);

    [LoggerMessage(2060, LogLevel.Warning, "Cache '{Alias}': an output-cached response has {Count} tags; {Maximum} are possible. It was not stored.")]
    public static partial void TooManyOutputTags(ILogger logger, string alias, int count, int maximum);

    /// <summary>Tells that output-cached responses could not be evicted now, but will be: loudly, but not for every one while a server is known to be away.</summary>
    public static void EvictionPutOff(ILogger logger, Exception exception, string alias) =>
        EvictionPutOff(logger, exception is CacheBackendException { WasNotAsked: true } ? LogLevel.Debug : LogLevel.Warning, exception, alias);

    [LoggerMessage(EventId = 2061, Message = "The cache '{Alias}' failed to evict output-cached responses by a tag; they are evicted before anything is read from it again.")]
    private static partial void EvictionPutOff(ILogger logger, LogLevel level, Exception exception, string alias);

    [LoggerMessage(2002, LogLevel.Warning, "The page cache stands before {Call}, so it cannot tell whose the pages are; nothing that comes from there is stored. Call {Call} before UseSiteCache. (Said once.)")]
    public static partial void MiddlewareInDisorder(ILogger logger, string call);

    [LoggerMessage(2003, LogLevel.Warning, "[CachePage] on {Endpoint} does nothing: on an endpoint that is neither a controller's action nor a Razor Page it needs app.UseSiteCache(), app.UsePageCache() or .CachePage(…).")]
    public static partial void AttributeWithoutEffect(ILogger logger, string? endpoint);

    [LoggerMessage(2004, LogLevel.Warning, "The site cache keeps pages for every Host header that a client sends: anybody can fill the cache with pages of invented hosts, and links made from Host lead wherever that says. Name the site's own hosts in AllowedHosts (now '*') or SiteCache:Hosts.")]
    public static partial void AnyHost(ILogger logger);

    [LoggerMessage(2020, LogLevel.Warning, "{Endpoint} varies by user, but the signed-in user has none of the claims {Claims}: its pages are made without the cache for such users. Give them one, or name another in CacheFragmentOptions.UserIdClaimTypes. (Said once for each endpoint.)")]
    public static partial void UserWithoutId(ILogger logger, string? endpoint, IEnumerable<string> claims);

    [LoggerMessage(2005, LogLevel.Debug, "Not cached: {Outcome} ({Method} {Path}).")]
    public static partial void NotCached(ILogger logger, PageCacheOutcome outcome, string method, string? path);

    [LoggerMessage(2040, LogLevel.Warning, "The tag '{Tag}' of {Endpoint} names a route value '{Name}' that its route does not have (it has: {Known}), so its pages go without that tag. Name a parameter of the route, or add the tag by HttpContext.AddPageTags.")]
    public static partial void TagWithoutValue(ILogger logger, string tag, string? endpoint, string name, string known);

    [LoggerMessage(2041, LogLevel.Warning, "Making a stale page anew failed (status {Status}, {Method} {Path}): the stale one was sent instead, and is for {Seconds} seconds without another attempt.")]
    public static partial void RemakeFailed(ILogger logger, Exception? exception, int status, string method, string? path, double seconds);

    [LoggerMessage(2050, LogLevel.Error, "The cache '{Alias}' did not answer within {Limit} seconds. Pages and fragments are made without it; it is tried again every {Pause} seconds.")]
    public static partial void CacheSilent(ILogger logger, string alias, double limit, double pause);

    [LoggerMessage(2051, LogLevel.Information, "The cache '{Alias}' answers again; pages and fragments are kept in it.")]
    public static partial void CacheAnswers(ILogger logger, string alias);

    [LoggerMessage(2070, LogLevel.Warning, "The cache dashboard at {Pattern} is closed: its URLs answer 404. Outside Development it opens only behind an authorization policy: app.MapCacheDashboard(…).RequireAuthorization(\"the name of your policy\"). A fallback policy does not count, and AllowAnonymous closes it again.")]
    public static partial void DashboardClosed(ILogger logger, string pattern);

    [LoggerMessage(EventId = 2071, Message = "Cache dashboard: {User} asked to {Action}: {Outcome}")]
    public static partial void DashboardRemoval(ILogger logger, LogLevel level, string user, string action, string outcome);

    [LoggerMessage(2072, LogLevel.Warning, "Cache '{Alias}' failed to carry out what the cache dashboard asked of it.")]
    public static partial void DashboardFailed(ILogger logger, Exception exception, string alias);

    [LoggerMessage(3001, LogLevel.Warning, "The fragment '{Fragment}' in '{View}' varies by user, but the signed-in user has none of the claims {Claims}: it is rendered without the cache.")]
    public static partial void UserWithoutId(ILogger logger, string fragment, string view, IEnumerable<string> claims);

    [LoggerMessage(3002, LogLevel.Warning, "The fragment '{Fragment}' in '{View}' varies by the query parameter '{Parameter}', which {Setting} leaves out of the page's key: the page is kept once for all of its values, with the fragment of the first. Take it out of vary-by-query, or let it count for the page. (Said once for each fragment.)")]
    public static partial void FragmentByIgnoredQuery(ILogger logger, string fragment, string view, string parameter, string setting);
}
