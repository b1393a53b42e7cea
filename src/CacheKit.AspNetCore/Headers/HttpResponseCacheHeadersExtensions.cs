using CacheKit;
using CacheKit.AspNetCore.Headers;
using CacheKit.AspNetCore.Http;

namespace Microsoft.AspNetCore.Http;

/// <summary>Says something in a response's headers before it has started, as <c>django.utils.cache</c> does.</summary>
public static class HttpResponseCacheHeadersExtensions
{
    /// <summary>
    /// Says something in <c>Cache-Control</c> beside what is said there already (Django's <c>patch_cache_control</c>):
    /// <c>private</c> and <c>public</c> exclude each other and the latest wins, <c>max-age</c> takes the smaller.
    /// </summary>
    /// <param name="response">The response.</param>
    /// <param name="configure">Says what.</param>
    /// <exception cref="ArgumentException">It contradicts itself, or names what is no field.</exception>
    /// <exception cref="InvalidOperationException">The response has started.</exception>
    public static void PatchCacheControl(this HttpResponse response, Action<CacheControlOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new CacheControlOptions();
        configure(options);
        new CacheControlPatch(options).Apply(response.Headers);
    }

    /// <summary>Adds request headers to <c>Vary</c> (Django's <c>patch_vary_headers</c>): what is there stays, <c>*</c> swallows all.</summary>
    /// <param name="response">The response.</param>
    /// <param name="names">The names of request headers, or <c>*</c>.</param>
    /// <exception cref="ArgumentException">One of them is no header's name.</exception>
    /// <exception cref="InvalidOperationException">The response has started.</exception>
    public static void PatchVaryHeaders(this HttpResponse response, params string[] names)
    {
        ArgumentNullException.ThrowIfNull(response);
        VaryOnHeadersAttribute.Check(names);
        foreach (var name in names)
            VaryPatch.Apply(response.Headers, name);
    }

    /// <summary>Sets <c>Expires</c>, if absent, and <c>max-age</c>, the smaller where one is stated (Django's <c>patch_response_headers</c>).</summary>
    /// <param name="response">The response.</param>
    /// <param name="timeout">How long the response may be kept, in whole seconds; below zero counts as zero.</param>
    /// <exception cref="InvalidOperationException">The response has started.</exception>
    public static void PatchResponseHeaders(this HttpResponse response, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(response);
        ResponsePatches.SetLifetime(response.Headers, timeout, mustRevalidate: false, RequestTime.Now(response.HttpContext));
    }

    /// <summary>
    /// Keeps browsers, caches on the way and this site's page cache from keeping the response (Django's
    /// <c>add_never_cache_headers</c>): <c>max-age=0, no-cache, no-store, must-revalidate, private</c>, and <c>Expires</c> now.
    /// </summary>
    /// <param name="response">The response.</param>
    /// <exception cref="InvalidOperationException">The response has started.</exception>
    public static void AddNeverCacheHeaders(this HttpResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        ResponsePatches.NeverCache(response.Headers, RequestTime.Now(response.HttpContext));
    }

    /// <summary>What the response says in <c>max-age</c> (Django's <c>get_max_age</c>); null when it says nothing, or nothing that can be read.</summary>
    /// <param name="response">The response.</param>
    public static TimeSpan? GetMaxAge(this HttpResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return CacheControl.Read(response.Headers.CacheControl).MaxAge.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }
}
