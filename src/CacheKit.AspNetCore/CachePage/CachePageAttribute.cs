using System.Diagnostics.CodeAnalysis;
using CacheKit.AspNetCore.CachePage;
using CacheKit.AspNetCore.Filters;
using CacheKit.AspNetCore.PageCache;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Policies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CacheKit;

/// <summary>
/// Caches the pages of a controller, an action or a Razor Page (Django's <c>cache_page</c>); each URL is a page of its
/// own. The attribute of an action stands for that of its controller. Its timeout replaces what the response says of its
/// freshness; <c>no-store</c>, <c>no-cache</c>, <c>private</c> and <c>Set-Cookie</c> still forbid to store it.
/// </summary>
/// <remarks>
/// Works on controllers and Razor Pages by itself; on other endpoints, such as a minimal API's lambda, with
/// <c>app.UseSiteCache()</c>, <c>app.UsePageCache()</c> or <c>.CachePage(…)</c>. Needs <c>AddCacheKit().AddPages()</c>.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class CachePageAttribute : Attribute, IFilterFactory, IOrderedFilter, ICachePageMetadata
{
    private readonly TimeSpan _timeout;
    private int? _clientSeconds;
    private bool? _sortQuery;
    private int? _staleWhileRevalidate;
    private int? _staleIfError;
    private PageTagTemplate[] _tags = [];
    private string? _tagList;

    /// <summary>Caches pages for so many seconds.</summary>
    /// <param name="seconds">The seconds; zero leaves the pages alone, their headers too.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no number.</exception>
    public CachePageAttribute(double seconds)
    {
        _timeout = AspNetCore.Http.Seconds.ToTime(seconds);
        Seconds = seconds;
    }

    /// <summary>For how many seconds a page is kept.</summary>
    public double Seconds { get; }

    /// <summary>The alias of the cache that holds the pages; left out, <c>SiteCache:Alias</c>.</summary>
    public string? Cache { get; set; }

    /// <summary>What keeps these pages apart from others in the same cache; left out, <c>SiteCache:KeyPrefix</c>.</summary>
    public string? KeyPrefix { get; set; }

    /// <summary>
    /// For how many seconds browsers and caches on the way may keep a page; 0 makes them ask each time. Left out, what
    /// <c>SiteCache:ClientSeconds</c> says, and without that <see cref="Seconds"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int ClientSeconds
    {
        get => _clientSeconds ?? (int)Math.Min(Seconds, int.MaxValue);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _clientSeconds = value;
        }
    }

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
    /// Left out, <c>SiteCache:IgnoreQuery</c>.
    /// </summary>
    [SuppressMessage("Performance", "CA1819", Justification = "An attribute's property can be nothing else.")]
    public string[]? IgnoreQuery { get; set; }

    /// <summary>The only parameters of the query that tell these pages apart, likewise; none for all. Left out, <c>SiteCache:QueryKeys</c>.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "An attribute's property can be nothing else.")]
    public string[]? QueryKeys { get; set; }

    /// <summary>Whether queries with the same parameters in another order are one page. Left out, <c>SiteCache:SortQuery</c>.</summary>
    public bool SortQuery
    {
        get => _sortQuery ?? false;
        set => _sortQuery = value;
    }

    /// <summary>
    /// For how many seconds after its time a page is still served while one request makes it anew (RFC 5861 §3). Left out,
    /// what the response says, and without that <c>SiteCache:StaleWhileRevalidate</c>; then this reads 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int StaleWhileRevalidate
    {
        get => _staleWhileRevalidate ?? 0;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _staleWhileRevalidate = value;
        }
    }

    /// <summary>
    /// For how many seconds after its time a page is still served when making it anew fails: it throws, or answers with a
    /// status from 500 on (RFC 5861 §4). Left out, what the response says, and without that <c>SiteCache:StaleIfError</c>;
    /// then this reads 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int StaleIfError
    {
        get => _staleIfError ?? 0;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _staleIfError = value;
        }
    }

    /// <summary>
    /// The tags of the pages, with commas between them, for <c>IPageCache.RemoveByTagAsync</c>: <c>"territory:{code}, map"</c>.
    /// <c>{code}</c> stands for the request's route value of that name, as the URL spells it; a tag whose value the request
    /// does not have is not set. Upper and lower case make no difference.
    /// </summary>
    /// <exception cref="ArgumentException">One of them can be no tag.</exception>
    public string? Tags
    {
        get => _tagList;
        set
        {
            _tags = PageTagTemplate.ReadList(value);
            _tagList = value;
        }
    }

    bool IFilterFactory.IsReusable => true;

    int IOrderedFilter.Order => FilterOrder.PageCache;

    TimeSpan ICachePageMetadata.Timeout => _timeout;

    int? ICachePageMetadata.ClientSeconds => _clientSeconds;

    IReadOnlyCollection<string>? ICachePageMetadata.IgnoreQuery => IgnoreQuery;

    IReadOnlyCollection<string>? ICachePageMetadata.QueryKeys => QueryKeys;

    bool? ICachePageMetadata.SortQuery => _sortQuery;

    Func<HttpContext, object?>? ICachePageMetadata.VaryBy => null;

    StaleTimes ICachePageMetadata.Stale => new(TimeOf(_staleWhileRevalidate), TimeOf(_staleIfError));

    PageTagTemplate[] ICachePageMetadata.Tags => _tags;

    IFilterMetadata IFilterFactory.CreateInstance(IServiceProvider serviceProvider) =>
        new CachePageFilter(PagesServices.Engine(serviceProvider, "[CachePage]"), this);

    private static TimeSpan? TimeOf(int? seconds) => seconds is { } stated ? TimeSpan.FromSeconds(stated) : null;
}
