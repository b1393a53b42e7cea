using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Http;

/// <summary>What a <c>Cache-Control</c> field says to a shared cache. Names in any case, directives on any line.</summary>
internal readonly struct CacheControl
{
    private CacheControl(StringValues lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var reader = new CacheDirectiveReader(lines[i]);
            while (reader.MoveNext())
            {
                var directive = reader.Current;
                if (directive.Is("max-age"))
                    MaxAge = MaxAge.And(DeltaSeconds.Read(directive.Value));
                else if (directive.Is("s-maxage"))
                    SharedMaxAge = SharedMaxAge.And(DeltaSeconds.Read(directive.Value));
                // With field names too (private="X-User"): a cache that keeps the rest is allowed, not required.
                NoStore |= directive.Is("no-store");
                NoCache |= directive.Is("no-cache");
                Private |= directive.Is("private");
                OnlyIfCached |= directive.Is("only-if-cached");
                Public |= directive.Is("public");
                MustRevalidate |= directive.Is("must-revalidate");
                ProxyRevalidate |= directive.Is("proxy-revalidate");
            }

            IsBroken |= reader.IsBroken;
        }
    }

    public bool NoStore { get; }

    public bool NoCache { get; }

    public bool Private { get; }

    public bool OnlyIfCached { get; }

    public bool Public { get; }

    public bool MustRevalidate { get; }

    public bool ProxyRevalidate { get; }

    /// <summary>Whether a quoted string had no end.</summary>
    public bool IsBroken { get; }

    public DeltaSeconds MaxAge { get; }

    public DeltaSeconds SharedMaxAge { get; }

    /// <summary>Whether a shared cache is spoken to as such.</summary>
    public bool IsForOthers => Public || SharedMaxAge.IsStated;

    /// <summary>Whether a response to a request with <c>Authorization</c> may be kept for others too (RFC 9111 §3.5).</summary>
    public bool AllowsSharedAuthorization => IsForOthers || MustRevalidate;

    /// <summary>Whether a response with this field may be kept by a shared cache at all.</summary>
    public bool ForbidsStoring => NoStore || NoCache || Private || IsBroken;

    /// <summary>
    /// Whether a shared cache must never serve the response once it is stale (RFC 9111 §4.2.4); <c>s-maxage</c> says so
    /// too (§5.2.2.10).
    /// </summary>
    public bool ForbidsStale => MustRevalidate || ProxyRevalidate || SharedMaxAge.IsStated;

    public static CacheControl Read(StringValues lines) => lines.Count == 0 ? default : new(lines);
}
