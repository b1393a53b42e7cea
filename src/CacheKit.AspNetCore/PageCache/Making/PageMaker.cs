using CacheKit.AspNetCore.Diagnostics;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Marks;
using CacheKit.AspNetCore.PageCache.Stores;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.PageCache.Making;

/// <summary>Has pages made by what comes after the page cache, and stores them; sends the stale page where that fails.</summary>
internal sealed class PageMaker(PageWorkshop workshop, PageFinder finder, StalePages stale, PageGenerations generations, ILogger<PageMaker> logger)
{
    /// <summary>Makes the page and stores it if it may be. What the application throws is kept with the making.</summary>
    /// <param name="request">The request that makes it.</param>
    /// <param name="lookup">What was found in its place; null when the cache failed.</param>
    /// <param name="wanted">Fires when nobody wants the page any more; null where nobody else can.</param>
    public async Task<PageFlight> MakeAsync(PageRequest request, PageLookup? lookup, CancellationToken? wanted)
    {
        if (lookup is not { } found || await TargetAsync(request, found, wanted).ConfigureAwait(false) is not { } target)
            return PageFlight.Unshared;

        var making = request.Making = PageMaking.Begin(workshop, request.Policy.Site, request.Context, request.Feature, wanted);
        making.StandIn = found.Page is { } old ? new PageStandIn(request.Context, old) : null;
        using var limit = wanted is null ? null : Share(request, making, target);
        making.KeepAs(target);
        try
        {
            await request.RunAsync().ConfigureAwait(false);
            if (await StandInAsync(request, making, null, wanted).ConfigureAwait(false) is { } standIn)
                return new PageFlight(standIn, WasFound: true);
            if (await making.CompleteAsync().ConfigureAwait(false) is { } page
                && await workshop.StoreAsync(target, page, request.Feature).ConfigureAwait(false))
                return new PageFlight(page, WasFound: false);
        }
        catch (Exception exception)
        {
            if (await StandInAsync(request, making, exception, wanted).ConfigureAwait(false) is { } standIn)
                return new PageFlight(standIn, WasFound: true);
            making.Fail(exception);
        }

        if (making.IsRefused)
            await workshop.GiveUpAsync(target, making).ConfigureAwait(false);
        return PageFlight.Unshared;
    }

    /// <summary>The stale page, where its successor has failed and nothing of it has gone out; then the response is as it was before.</summary>
    public async ValueTask<PageEntry?> StandInAsync(PageRequest request, PageMaking making, Exception? failure, CancellationToken? wanted)
    {
        // Who has stopped because nobody wanted the page any more has not failed.
        if (making.StandIn is not { } standIn || (failure is null && !making.IsError) || (wanted ?? request.Context.RequestAborted).IsCancellationRequested)
            return null;
        stale.NoteFailure(standIn.Page);
        // Looked for once more: it may have been removed meanwhile.
        if (making.CanBeTakenBack && await finder.FindAsync(request, CancellationToken.None).ConfigureAwait(false) is { Page: { } page })
        {
            PageLog.RemakeFailed(
                logger, failure, request.Context.Response.StatusCode, request.Context.Request.Method, request.Context.Request.Path.Value,
                FailedRemakes.Pause.TotalSeconds);
            making.TakeBack();
            return page;
        }

        await making.PassOnAsync().ConfigureAwait(false);
        return null;
    }

    /// <summary>What the page will be kept as; null when the cache failed.</summary>
    /// <param name="request">The request that makes it.</param>
    /// <param name="lookup">What was found in its place.</param>
    /// <param name="wanted">As for <see cref="MakeAsync"/>.</param>
    public async ValueTask<PageTarget?> TargetAsync(PageRequest request, PageLookup lookup, CancellationToken? wanted)
    {
        if (request.Policy.Store.IsInThisProcess)
            return new PageTarget(request, lookup, wanted is null ? TargetGenerations.Later(generations) : TargetGenerations.Now(generations, request.Groups!));

        var cancellationToken = wanted ?? request.Context.RequestAborted;
        var begun = TargetGenerations.Now(generations, request.Groups!);
        try
        {
            var stored = await request.Policy.Store.EnterGenerationsAsync(
                lookup, request.Groups!, request.Policy.KeyPrefix, cancellationToken).ConfigureAwait(false);
            return new PageTarget(request, lookup, begun with { Stored = stored });
        }
        catch (Exception exception) when (!PageFinder.IsCancelled(exception, cancellationToken))
        {
            PageLog.CacheFailed(logger, exception, request.Policy.Store.Alias, "begin");
            return null;
        }
    }

    /// <summary>Lets those who wait for the page go as soon as it is found to be nobody else's, or goes on for too long.</summary>
    private SharingLimit Share(PageRequest request, PageMaking making, PageTarget target)
    {
        var limit = new SharingLimit(workshop.Time, () =>
        {
            making.EndWithClient();
            workshop.NoteUncacheable(target, PageCacheOutcome.Undecided);
            request.DoNotShare();
        });
        making.Refused = request.DoNotShare;
        if (making.IsForOthers)
            making.Begun = limit.Begin;
        return limit;
    }
}
