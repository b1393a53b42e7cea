using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Making;
using CacheKit.AspNetCore.PageCache.Policies;
using CacheKit.AspNetCore.PageCache.Requests;
using CacheKit.AspNetCore.PageCache.Stores;
using CacheKit.Concurrency;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>A request for a page that was not there at the first look.</summary>
internal abstract class PageRequest
{
    private TaskCompletionSource? _notShared;
    private FirstLook? _first;
    private StringValues _ifNoneMatch;
    private StringValues _ifModifiedSince;

    protected PageRequest(
        PageCacheEngine engine, HttpContext context, PageCacheFeature feature, PagePolicy policy, in PageParts parts, in PageKey getKey, in FirstLook? first)
    {
        Engine = engine;
        Context = context;
        Feature = feature;
        Policy = policy;
        Parts = parts;
        Freshness = policy.Site.HonourRequestDirectives ? RequestFreshness.Read(context.Request.Headers) : default;
        IsHead = HttpMethods.IsHead(context.Request.Method);
        GetKey = getKey;
        // A page of its own where no GET is stored.
        Key = IsHead ? PageKey.Of(context, HttpMethods.Head, policy.KeyPrefix, parts, policy.Query) : GetKey;
        Groups = PageTags.Of(policy.Tags, context.Request.RouteValues) is { } tags ? new PageGroups(context, policy.Query, tags) : null;
        var found = IsHead ? null : first?.Lookup;
        Variant = policy.Store.IsInThisProcess && found is { } here ? here.Key : policy.Store.Guess(Key, context.Request.Headers);
        // More may have become known meanwhile of what the page varies by.
        _first = IsHead || (found is { } known && known.Key != Variant) ? null : first;
    }

    public PageCacheEngine Engine { get; }

    public HttpContext Context { get; }

    public PageCacheFeature Feature { get; }

    public PagePolicy Policy { get; }

    public PageParts Parts { get; }

    /// <summary>How fresh it wants a stored page, where it is listened to.</summary>
    public RequestFreshness Freshness { get; }

    public bool IsHead { get; }

    /// <summary>What its page is removed with; null when the request's route values make no tag of what must be one.</summary>
    public PageGroups? Groups { get; }

    /// <summary>The key under which a GET for the same URL is kept.</summary>
    public PageKey GetKey { get; }

    /// <summary>The key under which the answer is kept, without the headers that it varies by.</summary>
    public PageKey Key { get; }

    /// <summary>The key with them, as far as is known.</summary>
    public PageKey Variant { get; set; }

    /// <summary>The page in the making, if this request makes it.</summary>
    public PageMaking? Making { get; set; }

    /// <summary>What this request does for itself and for others, if it does: it must end before the request does.</summary>
    public Task<PageFlight>? Work { get; set; }

    /// <summary>
    /// Others may wait for what this request makes.
    /// </summary>
    /// <returns>Ends when the page is found to be nobody else's.</returns>
    public Task Share() => (_notShared = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void DoNotShare() => _notShared?.TrySetResult();

    /// <summary>What the engine has found before it made this of the request, if it has looked: it is worth something just then.</summary>
    public FirstLook? TakeFirst()
    {
        var first = _first;
        _first = null;
        return first;
    }

    /// <summary>
    /// Takes away, until <see cref="ShowConditions"/>, what would let the application answer 304: the page is made for all who
    /// wait for it, and for the cache. Only then can each be told whether it has what it asks for.
    /// </summary>
    public void HideConditions()
    {
        var headers = Context.Request.Headers;
        (_ifNoneMatch, _ifModifiedSince) = (headers.IfNoneMatch, headers.IfModifiedSince);
        if (_ifNoneMatch.Count > 0)
            headers.IfNoneMatch = default;
        if (_ifModifiedSince.Count > 0)
            headers.IfModifiedSince = default;
    }

    /// <summary>Gives back what <see cref="HideConditions"/> has taken away.</summary>
    public void ShowConditions()
    {
        var headers = Context.Request.Headers;
        if (_ifNoneMatch.Count > 0)
            headers.IfNoneMatch = _ifNoneMatch;
        if (_ifModifiedSince.Count > 0)
            headers.IfModifiedSince = _ifModifiedSince;
        (_ifNoneMatch, _ifModifiedSince) = (default, default);
    }

    /// <summary>Runs what comes after the page cache.</summary>
    public abstract Task RunAsync();

    /// <summary>
    /// Under which name those who ask for the same page meet. Who comes after a removal does not meet those who came
    /// before it: what they are making is not worth waiting for any more.
    /// </summary>
    public FlightKey FlightKey(PageGenerations generations)
    {
        var groups = Groups!;
        var number = generations.Current(PageGroup.Of(groups.Url)).Number;
        var tags = groups.Tags.Length > 0
            ? string.Concat(generations.Current(groups.Tags).Select(static generation => $"{generation.Number};"))
            : null;
        // Who asks for a page fresher than the stored one makes it while the others are still served that.
        var freshness = Freshness == default ? null : "fresh";
        return new(Policy.Store.Alias, $"{tags}{number}{freshness}:{Variant.Canonical}", typeof(PageFlight));
    }

    /// <summary>Whether a page that another request made is this request's page too.</summary>
    public bool IsAskedForBy(PageEntry page)
    {
        var (headers, encodings) = (Context.Request.Headers, Policy.Store.Encodings);
        return page.Key == Key.Variant(page.Vary, headers, encodings).Canonical
            || (IsHead && page.Key == GetKey.Variant(page.Vary, headers, encodings).Canonical);
    }
}
