using CacheKit.AspNetCore.Http;
using CacheKit.AspNetCore.PageCache.Policies;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.PageCache.Responses;

/// <summary>For how long a page may be served after its time (RFC 5861), in milliseconds.</summary>
/// <param name="WhileRevalidate">To everybody but the one request that makes it anew.</param>
/// <param name="IfError">When making it anew has failed.</param>
internal readonly record struct StaleWindows(long WhileRevalidate, long IfError)
{
    /// <summary>
    /// What a failure is answered with is the page within either window: who may have it while it is made may have it when
    /// that came to nothing.
    /// </summary>
    public long Longest => Math.Max(WhileRevalidate, IfError);

    /// <summary>What the endpoint says, else the response, else the site; nothing where the response forbids it.</summary>
    /// <param name="cacheControl">The response's field, as the application has set it.</param>
    /// <param name="policy">What the endpoint and the site say.</param>
    /// <param name="isPage">Whether the response is the page, and not an error that is kept as long as it says itself.</param>
    public static StaleWindows Read(StringValues cacheControl, PagePolicy policy, bool isPage)
    {
        if (CacheControl.Read(cacheControl).ForbidsStale)
            return default;
        var (whileRevalidate, ifError) = (default(DeltaSeconds), default(DeltaSeconds));
        foreach (var line in cacheControl)
        {
            var reader = new CacheDirectiveReader(line);
            while (reader.MoveNext())
            {
                var directive = reader.Current;
                if (directive.Is("stale-while-revalidate"))
                    whileRevalidate = whileRevalidate.And(DeltaSeconds.Read(directive.Value));
                else if (directive.Is("stale-if-error"))
                    ifError = ifError.And(DeltaSeconds.Read(directive.Value));
            }
        }

        var (own, site) = isPage ? (policy.Stale, policy.DefaultStale) : default;
        return new(
            Choose(own.WhileRevalidate, whileRevalidate, site.WhileRevalidate),
            Choose(own.IfError, ifError, site.IfError));
    }

    private static long Choose(TimeSpan? own, DeltaSeconds stated, TimeSpan? site)
    {
        var time = own ?? (stated.IsStated ? TimeSpan.FromSeconds(stated.Seconds ?? 0) : site ?? TimeSpan.Zero);
        return (long)Math.Min(time.TotalMilliseconds, Seconds.Longest.TotalMilliseconds);
    }
}
