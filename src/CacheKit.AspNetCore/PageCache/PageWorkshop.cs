using CacheKit.AspNetCore.SiteCache;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>What all pages in the making share.</summary>
internal sealed class PageWorkshop(
    SiteCacheSettings settings,
    PrivateCookies cookies,
    UncacheablePages uncacheable,
    PageGenerations generations,
    PageMetrics metrics,
    TimeProvider time,
    IServiceProviderIsService services,
    ILogger<PageWorkshop> logger)
{
    public SiteCacheSettings Settings { get; } = settings;

    public TimeProvider Time { get; } = time;

    public MiddlewareOrder Order { get; } = new(logger);

    /// <summary>Whether the application has TempData at all.</summary>
    public bool UsesTempData { get; } = services.IsService(typeof(ITempDataDictionaryFactory));

    public void Count(PageCacheFeature feature) => metrics.Count(feature.Outcome);

    public void LogFailure(Exception exception, PageTarget target, string operation) =>
        PageLog.CacheFailed(logger, exception, target.Policy.Store.Alias, operation);

    /// <summary>Tells the client how long it may keep the page, and what it must ask anew for.</summary>
    public void TellClient(IHeaderDictionary headers, PageTarget target, TimeSpan timeout, DateTimeOffset now)
    {
        var seconds = target.Policy.ClientSeconds ?? Seconds.Whole(timeout);
        ClientHeaders.SetLifetime(headers, seconds, now);
        var byCookie = cookies.Any;
        if (target.Culture is { } culture && culture.Provider is not QueryStringRequestCultureProvider)
        {
            // What a cookie has chosen no header changes; what a header has chosen, or nothing, a cookie may.
            byCookie = true;
            if (culture.Provider is not CookieRequestCultureProvider)
                ClientHeaders.AddVary(headers, HeaderNames.AcceptLanguage);
        }

        if (byCookie)
            ClientHeaders.AddVary(headers, HeaderNames.Cookie);
    }

    /// <summary>Remembers for a while that this page could not be stored; a response to a wish of the request's own says nothing of it.</summary>
    public void NoteUncacheable(PageTarget target)
    {
        if (!RequestWishes.Read(target.RequestHeaders).GoAlone)
            uncacheable.Add(target.Key.Variant(target.Known, target.RequestHeaders));
    }

    /// <summary>
    /// The page that was made cannot be stored. A stale one goes too where the application has not failed but said
    /// something else: it is not what the application shows any more.
    /// </summary>
    public async ValueTask GiveUpAsync(PageTarget target, PageMaking making)
    {
        NoteUncacheable(target);
        if (making is not { StandIn.Page: { } stale, IsError: false, Refusal: not (PageCacheOutcome.Incomplete or PageCacheOutcome.CacheFailed) }
            || RequestWishes.Read(target.RequestHeaders).GoAlone)
            return;
        try
        {
            await target.Policy.Store.DropAsync(stale).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogFailure(exception, target, "drop");
        }
    }

    /// <summary>The tags of a page that was made; null when one that its code has added was removed meanwhile.</summary>
    public async ValueTask<PageTag[]?> TagAsync(PageTarget target, PageCacheFeature feature)
    {
        var (known, begun) = (target.Groups.Tags, target.Generations);
        var late = feature.TagsBeside(known);
        var tags = new PageTag[known.Length + late.Length];
        for (var i = 0; i < known.Length; i++)
            tags[i] = new(known[i], begun.Stored.Tags.Length > 0 ? begun.Stored.Tags[i] : Guid.Empty, begun.Tags[i]);
        if (late.Length == 0)
            return tags;
        if (await target.Policy.Store.EnterLateAsync(late, target.Policy.KeyPrefix, begun.Stored.Removals).ConfigureAwait(false) is not { } stored)
            return null;
        for (var i = 0; i < late.Length; i++)
        {
            var generation = generations.Current(PageGroup.OfTag(late[i]));
            if (generation.Since > begun.Removals)
                return null;
            tags[known.Length + i] = new(late[i], stored[i], generation);
        }

        return tags;
    }

    /// <summary>Stores a page that was made; a cache that fails costs the page its place, not the request.</summary>
    /// <returns>Whether others may have the page.</returns>
    public async ValueTask<bool> StoreAsync(PageTarget target, PageEntry page, PageCacheFeature feature)
    {
        try
        {
            var stored = await target.Policy.Store.StoreAsync(target.Key, target.Groups.Url, target.Policy.KeyPrefix, page).ConfigureAwait(false);
            feature.Outcome = stored ? PageCacheOutcome.Stored : PageCacheOutcome.Removed;
            if (stored)
                uncacheable.Remove(new PageKey(page.Key));
            return stored;
        }
        catch (Exception exception)
        {
            LogFailure(exception, target, "store");
            feature.Outcome = PageCacheOutcome.CacheFailed;
            return false;
        }
    }
}
