using Microsoft.AspNetCore.Http;

namespace CacheKit;

/// <summary>
/// How <c>.ConditionalGet(…)</c> learns in which state a page is before the page is made (Django's <c>condition</c>): a request that
/// has it, or that expects another, is answered without running the endpoint.
/// </summary>
public sealed class ConditionalGetOptions
{
    /// <summary>
    /// Gives the page's <c>ETag</c>, with or without its quotes; null for none. It must change with everything that the page
    /// shows, for every user who may see another.
    /// </summary>
    public Func<HttpContext, ValueTask<string?>>? ETag { get; set; }

    /// <summary>Tells when the page was changed last, to the second; null when nobody knows.</summary>
    public Func<HttpContext, ValueTask<DateTimeOffset?>>? LastModified { get; set; }
}
