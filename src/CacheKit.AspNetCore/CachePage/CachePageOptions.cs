using Microsoft.AspNetCore.Http;

namespace CacheKit;

/// <summary>What <c>.CachePage(…)</c> can say of pages beside their timeout.</summary>
public sealed class CachePageOptions
{
    /// <summary>The alias of the cache that holds the pages; null for <c>SiteCache:Alias</c>.</summary>
    public string? Cache { get; set; }

    /// <summary>What keeps these pages apart from others in the same cache; null for <c>SiteCache:KeyPrefix</c>.</summary>
    public string? KeyPrefix { get; set; }

    /// <summary>
    /// How long browsers and caches on the way may keep a page, in whole seconds; zero makes them ask each time. Null for
    /// what <c>SiteCache:ClientSeconds</c> says, and without that for as long as we do.
    /// </summary>
    public TimeSpan? ClientTimeout { get; set; }

    /// <summary>
    /// Whether the pages are the same for all who may see them: then they are kept and served also for signed-in users,
    /// for requests with <c>Authorization</c>, and where the endpoint requires authorization, which every request still has
    /// to pass first (<c>UseAuthorization</c> before the page cache). False.
    /// </summary>
    public bool AllowAuthenticated { get; set; }

    /// <summary>
    /// Whether each signed-in user has pages of an own, by the id that <see cref="CacheFragmentOptions.UserIdClaimTypes"/>
    /// names; all others share theirs. The pages of a user without an id are not kept. Clients are told <c>private</c>.
    /// False.
    /// </summary>
    public bool VaryByUser { get; set; }

    /// <summary>
    /// Parameters of the query that do not tell these pages apart: a name, or how names begin (<c>utm_*</c>), in any case.
    /// Null for <c>SiteCache:IgnoreQuery</c>.
    /// </summary>
    public IList<string>? IgnoreQuery { get; set; }

    /// <summary>The only parameters of the query that tell these pages apart, likewise; none for all. Null for <c>SiteCache:QueryKeys</c>.</summary>
    public IList<string>? QueryKeys { get; set; }

    /// <summary>Whether queries with the same parameters in another order are one page. Null for <c>SiteCache:SortQuery</c>.</summary>
    public bool? SortQuery { get; set; }

    /// <summary>
    /// What these pages depend on that is not in their URL nor in <c>Vary</c>: a value, or an array or tuple of values, as
    /// for <see cref="CacheFragment.Key"/>. It comes on top of <see cref="SiteCacheOptions.VaryBy"/>, which says more.
    /// </summary>
    public Func<HttpContext, object?>? VaryBy { get; set; }

    /// <summary>
    /// For how long after its time a page is still served while one request makes it anew (RFC 5861 §3). Null for what the
    /// response says, and without that <c>SiteCache:StaleWhileRevalidate</c>.
    /// </summary>
    public TimeSpan? StaleWhileRevalidate { get; set; }

    /// <summary>
    /// For how long after its time a page is still served when making it anew fails: it throws, or answers with a status
    /// from 500 on (RFC 5861 §4). Null for what the response says, and without that <c>SiteCache:StaleIfError</c>.
    /// </summary>
    public TimeSpan? StaleIfError { get; set; }

    /// <summary>
    /// The tags of the pages, with commas between them, for <c>IPageCache.RemoveByTagAsync</c>: <c>"territory:{code}, map"</c>.
    /// <c>{code}</c> stands for the request's route value of that name, as the URL spells it; a tag whose value the request
    /// does not have is not set. Upper and lower case make no difference.
    /// </summary>
    public string? Tags { get; set; }
}
