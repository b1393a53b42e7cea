namespace CacheKit;

/// <summary>The pages of this application in its caches. Comes from dependency injection after <c>AddPages</c>.</summary>
public interface IPageCache
{
    /// <summary>
    /// Removes every page of a URL, whatever its scheme, method, culture and varying headers, from every cache and under
    /// every key prefix that <c>SiteCache</c> or an endpoint names. A page that is being made meanwhile is not kept.
    /// </summary>
    /// <param name="url">
    /// An absolute URL, or a path with its query on each of <c>SiteCache:Hosts</c>. Upper and lower case of the path,
    /// escapes and a last slash make no difference.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">It is not an http or https URL, or it is a path and <c>SiteCache:Hosts</c> is empty.</exception>
    /// <exception cref="CacheBackendException">A backend failed.</exception>
    ValueTask RemoveAsync(string url, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes every page with a tag, from every cache and under every key prefix that <c>SiteCache</c> or an endpoint
    /// names. What that costs does not depend on how many pages there are. A page that is being made meanwhile is not kept.
    /// </summary>
    /// <param name="tag">
    /// A tag as <c>[CachePage(…, Tags = …)]</c>, <c>.CachePage(…)</c> or <c>HttpContext.AddPageTags</c> gives it to pages.
    /// Upper and lower case make no difference.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">It is empty, longer than 256 characters, or has a <c>*</c>: there are no wildcards.</exception>
    /// <exception cref="CacheBackendException">A backend failed.</exception>
    ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default);
}
