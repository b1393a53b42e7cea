using CacheKit.Configuration;
using Microsoft.AspNetCore.Http;

namespace CacheKit;

/// <summary>
/// The section <c>SiteCache</c>, for code. Starts with what the configuration says; what code sets wins. Read when
/// the application starts, and when the configuration changes: docs/configuration.md says what changes then.
/// </summary>
public sealed class SiteCacheOptions
{
    /// <summary>The alias of the cache that holds the pages (Django's <c>CACHE_MIDDLEWARE_ALIAS</c>). <c>default</c>.</summary>
    public string Alias { get; set => field = value ?? CacheSection.DefaultAlias; } = CacheSection.DefaultAlias;

    /// <summary>
    /// How long a page is kept whose response says nothing of its freshness (<c>Seconds</c>, Django's
    /// <c>CACHE_MIDDLEWARE_SECONDS</c>). 600 seconds; zero keeps no such page.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(600);

    /// <summary>What keeps the pages of sites apart that share a cache, on top of the alias's own prefix (Django's <c>CACHE_MIDDLEWARE_KEY_PREFIX</c>).</summary>
    public string KeyPrefix { get; set => field = value ?? ""; } = "";

    /// <summary>
    /// How long browsers and caches on the way may keep a page, in whole seconds (<c>ClientSeconds</c>); zero makes them
    /// ask each time. Null for as long as we do.
    /// </summary>
    public TimeSpan? ClientTimeout { get; set; }

    /// <summary>
    /// For how long after its time a page is still served while one request makes it anew (<c>StaleWhileRevalidate</c>,
    /// RFC 5861 §3), where the response does not say so itself. Zero: everybody waits for the new one.
    /// </summary>
    public TimeSpan StaleWhileRevalidate { get; set; }

    /// <summary>
    /// For how long after its time a page is still served when making it anew fails (<c>StaleIfError</c>, RFC 5861 §4),
    /// where the response does not say so itself. Zero: the failure is shown.
    /// </summary>
    public TimeSpan StaleIfError { get; set; }

    /// <summary>A longer body is not stored, in bytes. 1 MiB.</summary>
    public long MaximumBodySize { get; set; } = 1024 * 1024;

    /// <summary>
    /// Whether a complete page of status 200 that has no <c>ETag</c> of its own is given one, made of its body and sent with
    /// every hit, so that browsers can ask whether theirs is still the page (RFC 9110 §8.8.3). On.
    /// </summary>
    public bool ETag { get; set; } = true;

    /// <summary>
    /// The statuses that are stored beside 200, which always is. Pages of others must state their freshness themselves
    /// (RFC 9111 §3).
    /// </summary>
    public IList<int> CacheableStatusCodes { get; set => field = value ?? []; } = [200];

    /// <summary>Paths that are left alone, with everything below them: <c>/admin</c>.</summary>
    public IList<string> Exclude { get; set => field = value ?? []; } = [];

    /// <summary>
    /// The hosts whose pages are cached, with their ports where they have one of their own; none for every host that a
    /// request names. Paths given to <see cref="IPageCache"/> are removed on each of them.
    /// </summary>
    public IList<string> Hosts { get; set => field = value ?? []; } = [];

    /// <summary>
    /// Whether pages that were made for a signed-in user, or for a request with <c>Authorization</c>, are kept for others
    /// of these when the response says <c>public</c>, <c>s-maxage</c> or <c>must-revalidate</c> (RFC 9111 §3.5). False:
    /// <c>[ResponseCache]</c> writes <c>public</c> by itself, whatever the page holds.
    /// </summary>
    public bool SharedAuthorization { get; set; }

    /// <summary>
    /// Parameters of the query that do not tell pages apart: a name, or how names begin (<c>utm_*</c>), in any case. None.
    /// What a page shows must not depend on them.
    /// </summary>
    public IList<string> IgnoreQuery { get; set => field = value ?? []; } = [];

    /// <summary>The only parameters of the query that tell pages apart, likewise; none for all.</summary>
    public IList<string> QueryKeys { get; set => field = value ?? []; } = [];

    /// <summary>Whether queries with the same parameters in another order are one page. False.</summary>
    public bool SortQuery { get; set; }

    /// <summary>
    /// What every page depends on that is not in its URL nor in <c>Vary</c>, for instance the tenant or the arm of an
    /// experiment: a value, or an array or tuple of values, as for <see cref="CacheFragment.Key"/>. What an endpoint's
    /// own <see cref="CachePageOptions.VaryBy"/> says comes on top. Called for each request that may be answered from the
    /// cache. Clients and proxies cannot know of it: they are told <c>private</c>, unless the response says <c>public</c>
    /// or <c>s-maxage</c>.
    /// </summary>
    public Func<HttpContext, object?>? VaryBy { get; set; }

    /// <summary>
    /// The time zone in which a request's page shows times, where the request has no <see cref="ITimeZoneFeature"/>; each
    /// time zone has pages of its own. Null, or a result of null, for none.
    /// </summary>
    public Func<HttpContext, TimeZoneInfo?>? TimeZone { get; set; }

    /// <summary>
    /// Whether a page that was not asked for before must be asked for twice to get into a cache that is full, so that a
    /// flood of URLs which nobody asks for again washes no other page out. On; where a cache cannot tell that it is full (a
    /// server), every page gets in.
    /// </summary>
    public bool Admission { get; set; } = true;

    /// <summary>
    /// How many bytes of pages that lie in a cache of another process this one keeps at hand, in all. A copy is served only
    /// after that cache has said, in one round trip, that the page is still the one that lies there and has not been removed;
    /// what is saved is its way over the network. A page over a tenth of it is not copied. 32 MiB; zero keeps none.
    /// </summary>
    public long LocalCopies { get; set; } = 32 * 1024 * 1024;

    /// <summary>
    /// Whether requests may say how fresh they want a stored page (<c>Cache-Control</c>: <c>no-cache</c>, <c>max-age</c>,
    /// <c>min-fresh</c>, <c>max-stale</c>, and <c>Pragma: no-cache</c>; RFC 9111 §5.2.1). Off, since anybody can make the
    /// server work with it. <c>no-store</c> and <c>only-if-cached</c> are always honoured.
    /// </summary>
    public bool HonourRequestDirectives { get; set; }

    /// <summary>
    /// Whether responses say in <c>Cache-Status</c> (RFC 9211) what the page cache did, and why it stored nothing. Null for
    /// in Development only.
    /// </summary>
    public bool? CacheStatus { get; set; }

    /// <summary>What was wrong in the configuration.</summary>
    internal List<string> Errors { get; } = [];
}
