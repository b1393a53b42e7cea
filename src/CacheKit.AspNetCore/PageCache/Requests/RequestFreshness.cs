using CacheKit.AspNetCore.Http;
using CacheKit.AspNetCore.PageCache.Entries;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache.Requests;

/// <summary>
/// How fresh a request wants a stored page (RFC 9111 §5.2.1), where <c>SiteCache:HonourRequestDirectives</c> lets it say so;
/// the default wants nothing. What cannot be read is taken for the strictest that it could mean.
/// </summary>
internal readonly record struct RequestFreshness
{
    /// <summary>It takes a stale page, as far as one is kept (<c>max-stale</c>).</summary>
    public bool TakesStale => MaximumStaleness.IsStated;

    /// <summary>It takes what others do not: a page made for it alone, or one too stale for them.</summary>
    public bool GoesAlone => NoCache || TakesStale;

    private bool NoCache { get; init; }

    private DeltaSeconds MaximumAge { get; init; }

    private DeltaSeconds MinimumLeft { get; init; }

    // Without a number: however stale.
    private DeltaSeconds MaximumStaleness { get; init; }

    public static RequestFreshness Read(IHeaderDictionary headers)
    {
        var lines = headers.CacheControl;
        // HTTP/1.0's way to say it counts only where there is no Cache-Control (RFC 9111 §5.4).
        if (lines.Count == 0)
            return new RequestFreshness { NoCache = CacheControl.Read(headers.Pragma).NoCache };
        var (noCache, age, left, stale) = (false, default(DeltaSeconds), default(DeltaSeconds), default(DeltaSeconds));
        foreach (var line in lines)
        {
            var reader = new CacheDirectiveReader(line);
            while (reader.MoveNext())
            {
                var directive = reader.Current;
                noCache |= directive.Is("no-cache");
                if (directive.Is("max-age"))
                    age = age.And(DeltaSeconds.Read(directive.Value));
                else if (directive.Is("min-fresh"))
                    left = left.And(DeltaSeconds.Read(directive.Value));
                else if (directive.Is("max-stale"))
                    stale = stale.And(directive.HasValue ? DeltaSeconds.Read(directive.Value) : DeltaSeconds.Of(int.MaxValue));
            }

            noCache |= reader.IsBroken;
        }

        return new RequestFreshness { NoCache = noCache, MaximumAge = age, MinimumLeft = left, MaximumStaleness = stale };
    }

    /// <summary>Whether a stored page is fresh enough.</summary>
    public bool Accepts(PageEntry page, DateTimeOffset now)
    {
        if (this == default)
            return true;
        if (NoCache || (MaximumAge.IsStated && page.AgeAt(now) > (MaximumAge.Seconds ?? 0)))
            return false;
        var left = page.FreshFor(now).TotalSeconds;
        if (MinimumLeft.IsStated && left < (MinimumLeft.Seconds ?? int.MaxValue))
            return false;
        return left > 0 || (TakesStale && -left <= (MaximumStaleness.Seconds ?? 0));
    }
}
