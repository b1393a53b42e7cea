using CacheKit.AspNetCore.Diagnostics;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Marks;
using CacheKit.AspNetCore.PageCache.Requests;
using CacheKit.AspNetCore.PageCache.Watching;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.PageCache.Making;

/// <summary>What all pages in the making share.</summary>
internal sealed class PageWorkshop(
    PrivateCookies cookies,
    UncacheablePages uncacheable,
    PageGenerations generations,
    PageMetrics metrics,
    TimeProvider time,
    IServiceProviderIsService services,
    MiddlewareOrder order,
    ILogger<PageWorkshop> logger)
{
    public TimeProvider Time { get; } = time;

    public MiddlewareOrder Order { get; } = order;

    /// <summary>The claims that tell one signed-in user from another.</summary>
    public IReadOnlyList<string> UserIdClaimTypes => cookies.UserIdClaimTypes;

    /// <summary>Whether the application tells users apart by cookies.</summary>
    public bool TellsUsersByCookie => cookies.Any;

    /// <summary>
    /// Whether middleware before the page cache has used a session that was there before the request. That of a new visitor
    /// is empty, so that nothing of anybody's can be in a page made with it.
    /// </summary>
    public bool HasUsedSession(HttpContext context, ISession session) =>
        cookies.OfSessionAreIn(context.Request.Headers.Cookie) && SessionUse.HasBegun(session);

    /// <summary>Whether the application has TempData at all.</summary>
    public bool UsesTempData { get; } = services.IsService(typeof(ITempDataDictionaryFactory));

    /// <summary>Whether the application makes antiforgery tokens at all.</summary>
    public bool UsesAntiforgery { get; } = services.IsService(typeof(IAntiforgery));

    public void Count(PageCacheFeature feature) => metrics.Count(feature);

    public void LogFailure(Exception exception, PageTarget target, string operation) =>
        PageLog.CacheFailed(logger, exception, target.Policy.Store.Alias, operation);

    /// <summary>Remembers for a while that this page could not be stored; a response to a wish of the request's own says nothing of it.</summary>
    public void NoteUncacheable(PageTarget target, PageCacheOutcome reason)
    {
        if (!target.Wishes.SaysNothing)
            uncacheable.Add(target.Variant, reason);
    }

    /// <summary>
    /// The page that was made cannot be stored. A stale one goes too where the application has not failed but said
    /// something else: it is not what the application shows any more. A HEAD says nothing of that: many an endpoint does not
    /// know it.
    /// </summary>
    public async ValueTask GiveUpAsync(PageTarget target, PageMaking making)
    {
        making.NoteUncacheable();
        if (making is not { StandIn.Page: { } stale, IsError: false, Refusal: not (PageCacheOutcome.Incomplete or PageCacheOutcome.CacheFailed) }
            || target.IsHead || target.Wishes.GoAlone)
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

    /// <summary>The tags of a page that was made; null when it, or a tag that its code has added, was removed meanwhile.</summary>
    public async ValueTask<PageTag[]?> TagAsync(PageTarget target, PageCacheFeature feature)
    {
        var (known, begun) = (target.Groups.Tags, target.Generations);
        if (!begun.TryEnter(generations, target.Groups))
            return null;
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
            feature.Outcome = await target.Policy.Store.StoreAsync(target.Key, target.Groups.Url, target.Policy.KeyPrefix, page).ConfigureAwait(false);
            if (feature.Outcome == PageCacheOutcome.Stored)
                uncacheable.Remove(new PageKey(page.Key));
            else
                feature.Timeout = null;
            if (feature.Outcome == PageCacheOutcome.TooManyVariants)
                uncacheable.Add(new PageKey(page.Key), feature.Outcome);
            return feature.Outcome is PageCacheOutcome.Stored or PageCacheOutcome.NotAdmitted;
        }
        catch (Exception exception)
        {
            LogFailure(exception, target, "store");
            (feature.Outcome, feature.Timeout) = (PageCacheOutcome.CacheFailed, null);
            return false;
        }
    }
}
