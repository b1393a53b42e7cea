using CacheKit.AspNetCore.Bodies;
using CacheKit.AspNetCore.ConditionalRequests;
using CacheKit.AspNetCore.Http;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Making;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.PageCache.Responses;

/// <summary>A response's status and headers, found fit to be stored when it began.</summary>
internal sealed class PageHead
{
    private readonly int _statusCode;
    private readonly KeyValuePair<string, StringValues>[] _headers;
    private readonly DateTimeOffset _startedAt;
    private readonly TimeSpan _initialAge;
    private readonly StaleWindows _stale;

    // As it was when we had added ours: what is there later and not here came from outside.
    private readonly string _varyThen;
    private readonly string _cacheControlThen;

    private VaryHeaders _vary;

    private PageHead(HttpContext context, in PageTerms terms, VaryHeaders vary, KeyValuePair<string, StringValues>[] headers, DateTimeOffset now)
    {
        _statusCode = context.Response.StatusCode;
        _vary = vary;
        _headers = headers;
        _startedAt = now;
        _initialAge = terms.InitialAge;
        _stale = terms.Stale;
        _varyThen = context.Response.Headers.Vary.ToString();
        _cacheControlThen = context.Response.Headers.CacheControl.ToString();
        Timeout = terms.Timeout;
    }

    public TimeSpan Timeout { get; }

    /// <summary>What <c>Content-Length</c> said of the body as it passed us.</summary>
    public long? DeclaredLength { get; private init; }

    /// <summary>Judges a response that begins, and if it may be stored says so to the client.</summary>
    public static PageHead? Judge(PageWorkshop workshop, HttpContext context, PageTarget target, in BodyFields body, out PageCacheOutcome refusal)
    {
        refusal = Refusal(workshop, context, target, body, out var terms, out var vary);
        if (refusal != PageCacheOutcome.Undecided)
            return null;

        var headers = context.Response.Headers;
        var now = workshop.Time.GetUtcNow();
        // The same on the first answer and on every later one, so that Age counts from it.
        if (headers.Date.Count == 0)
            headers.Date = HeaderUtilities.FormatDate(now);
        ClientHeaders.Tell(headers, target, terms, workshop.TellsUsersByCookie, now);
        if (ReplayedHeaders.Copy(headers, body) is { } kept)
            return new PageHead(context, terms, vary, kept, now) { DeclaredLength = body.ContentLength };
        refusal = PageCacheOutcome.Headers;
        return null;
    }

    /// <summary>Why a response cannot be stored, as far as its fields say; undecided when it can.</summary>
    public static PageCacheOutcome Refusal(
        PageWorkshop workshop, HttpContext context, PageTarget target, in BodyFields body, out PageTerms terms, out VaryHeaders vary)
    {
        vary = VaryHeaders.None;
        var headers = context.Response.Headers;
        var refusal = ResponseRules.Judge(context.Response, target.Policy, body, workshop.Time.GetUtcNow(), out terms);
        if (refusal != PageCacheOutcome.Undecided)
            return refusal;
        var consent = target.Parts.Standing.NeedsConsent;
        if (consent != PageCacheOutcome.Undecided && !CacheControl.Read(headers.CacheControl).AllowsSharedAuthorization)
            return consent;
        return TryReadVary(headers.Vary, body, target, out vary) ? PageCacheOutcome.Undecided : PageCacheOutcome.Vary;
    }

    /// <summary>Judges once more when the response is complete: callbacks of middleware outside ours have run since.</summary>
    public PageCacheOutcome JudgeAgain(HttpContext context, PageTarget target)
    {
        var response = context.Response;
        if (response.StatusCode != _statusCode)
            return PageCacheOutcome.StatusCode;
        if (response.Headers.SetCookie.Count > 0)
            return PageCacheOutcome.SetCookie;
        // What we have left there says private of its own for some pages.
        if (response.Headers.CacheControl.ToString() != _cacheControlThen && CacheControl.Read(response.Headers.CacheControl).ForbidsStoring)
            return PageCacheOutcome.CacheControl;
        if (!TryLearnLateVary(response.Headers.Vary.ToString(), target))
            return PageCacheOutcome.Vary;
        return context.Features.Get<IHttpResponseTrailersFeature>() is { Trailers.Count: > 0 }
            ? PageCacheOutcome.Headers
            : PageCacheOutcome.Undecided;
    }

    /// <summary>Makes the page of the head and the body.</summary>
    /// <param name="target">What it is kept as.</param>
    /// <param name="tags">Its tags.</param>
    /// <param name="body">The body.</param>
    /// <param name="withETag">Whether it gets a tag if it has none.</param>
    public PageEntry MakeEntry(PageTarget target, PageTag[] tags, CaptureBodyFeature body, bool withETag)
    {
        byte[] bytes = target.IsHead ? [] : body.ToArray();
        if (target.IsHead || _statusCode != StatusCodes.Status200OK)
            return MakeEntry(target, tags, _headers, bytes, null);
        var own = Array.FindIndex(_headers, static field => field.Key.Equals(HeaderNames.ETag, StringComparison.OrdinalIgnoreCase));
        if (own < 0)
            return MakeEntry(target, tags, _headers, bytes, withETag ? BodyETag.Of(bytes) : null);
        // Conditional GET behind us has made it, for this client; another may get the body encoded.
        return BodyETag.IsOf(bytes, _headers[own].Value.ToString(), out var made)
            ? MakeEntry(target, tags, [.. _headers[..own], .. _headers[(own + 1)..]], bytes, made)
            : MakeEntry(target, tags, _headers, bytes, null);
    }

    private PageEntry MakeEntry(PageTarget target, PageTag[] tags, KeyValuePair<string, StringValues>[] headers, byte[] body, string? eTag) => new()
    {
        Key = target.Key.Variant(_vary, target.RequestHeaders, target.Policy.Store.Encodings).Canonical,
        Vary = _vary,
        StatusCode = _statusCode,
        Headers = headers,
        Body = body,
        ContentLength = target.IsHead ? DeclaredLength : body.Length,
        MadeETag = eTag,
        StoredAt = _startedAt.ToUnixTimeMilliseconds(),
        InitialAge = Seconds.Whole(_initialAge),
        Timeout = (long)Timeout.TotalMilliseconds,
        Stale = _stale,
        StoredGeneration = target.Generations.Stored.Url,
        Generation = target.Generations.Url,
        Stamp = target.Policy.Store.IsInThisProcess ? Guid.Empty : Guid.NewGuid(),
        Tags = tags,
    };

    /// <summary>
    /// Learns what middleware outside has added. What it adds to the page it will add to every hit; but it may as well
    /// have told the page what to be, by the header that it names.
    /// </summary>
    private bool TryLearnLateVary(string now, PageTarget target)
    {
        if (now == _varyThen)
            return true;
        if (!VaryHeaders.TryRead(AddedTo(_varyThen, now), out var late)
            || _vary.With(WithoutLanguage(late, target).Without(VaryHeaders.AcceptEncodingName)) is not { } all)
            return false;
        _vary = all;
        return true;
    }

    // What does not go on with a comma is no longer list: "Accept" and "Accept-Language" have a beginning in common only.
    private static string AddedTo(string before, string now) =>
        before.Length == 0 || now.StartsWith(before + ",", StringComparison.Ordinal) ? now[before.Length..] : now;

    /// <summary>The headers that decide which request gets this page: those it names, less those that the key has anyway.</summary>
    private static bool TryReadVary(StringValues lines, in BodyFields body, PageTarget target, out VaryHeaders vary)
    {
        vary = VaryHeaders.None;
        if (!VaryHeaders.TryRead(lines, out var named) || !VaryHeaders.TryRead(body.Vary, out var ofBody))
            return false;
        if (body.IsEncoded)
            named = named.With(VaryHeaders.AcceptEncoding);
        else if (!ofBody.Contains(VaryHeaders.AcceptEncodingName))
            // Added after the body had passed us: a layer outside encodes it, and will do so on every hit.
            named = named.Without(VaryHeaders.AcceptEncodingName);
        if (named is null || target.Known.With(WithoutLanguage(named, target)) is not { } all)
            return false;
        vary = all;
        return !all.Contains(VaryHeaders.AcceptEncodingName) || target.Policy.Store.Encodings.Accepts(target.RequestHeaders.AcceptEncoding, body.ContentEncoding);
    }

    // With request localization the key has what was made of it.
    private static VaryHeaders WithoutLanguage(VaryHeaders vary, PageTarget target) =>
        target.Parts.Culture is null ? vary : vary.Without("accept-language");
}
