using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>Has pages made by what comes after the page cache, and stores them; sends the stale page where that fails.</summary>
internal sealed class PageMaker(PageWorkshop workshop, PageFinder finder, StalePages stale, PageGenerations generations, ILogger<PageMaker> logger)
{
    /// <summary>Makes the page and stores it if it may be. What the application throws is kept with the making.</summary>
    public async Task<PageFlight> MakeAsync(PageRequest request, PageLookup? lookup, CancellationToken wanted)
    {
        if (lookup is not { } found || await TargetAsync(request, found, wanted).ConfigureAwait(false) is not { } target)
            return PageFlight.Unshared;

        var making = request.Making = PageMaking.Begin(workshop, request.Context, request.Feature, wanted);
        making.StandIn = found.Page is { } old ? new PageStandIn(request.Context, old) : null;
        making.Refused = LetOthersGo;
        using var limit = new SharingLimit(workshop.Time, () =>
        {
            making.EndWithClient();
            LetOthersGo();
        });
        if (making.IsForOthers)
            making.Begun = limit.Begin;
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

        void LetOthersGo()
        {
            workshop.NoteUncacheable(target);
            request.DoNotShare();
        }
    }

    /// <summary>The stale page, where its successor has failed and nothing of it has gone out; then the response is as it was before.</summary>
    public async ValueTask<PageEntry?> StandInAsync(PageRequest request, PageMaking making, Exception? failure, CancellationToken wanted)
    {
        // Who has stopped because nobody wanted the page any more has not failed.
        if (making.StandIn is not { } standIn || (failure is null && !making.IsError) || wanted.IsCancellationRequested)
            return null;
        stale.NoteFailure(standIn.Page);
        // Looked for once more: it may have been removed meanwhile.
        if (making.CanBeTakenBack && await finder.FindAsync(request, CancellationToken.None).ConfigureAwait(false) is { Page: { } page })
        {
            PageLog.RemakeFailed(logger, failure, request.Context.Response.StatusCode, request.Context.Request.Method, request.Context.Request.Path.Value, FailedRemakes.Pause.TotalSeconds);
            making.TakeBack();
            return page;
        }

        await making.PassOnAsync().ConfigureAwait(false);
        return null;
    }

    /// <summary>What the page will be kept as; null when the cache failed.</summary>
    public async ValueTask<PageTarget?> TargetAsync(PageRequest request, PageLookup lookup, CancellationToken cancellationToken)
    {
        var groups = request.Groups!.Value;
        var begun = TargetGenerations.Now(generations, groups);
        try
        {
            var stored = await request.Policy.Store.EnterGenerationsAsync(lookup, groups, request.Policy.KeyPrefix, cancellationToken).ConfigureAwait(false);
            return new PageTarget(
                request.Policy, request.Key, PageTarget.CopyOf(request.Context.Request.Headers), request.IsHead, lookup.Vary,
                groups, request.Parts, begun with { Stored = stored });
        }
        catch (Exception exception) when (!PageFinder.IsCancelled(exception, cancellationToken))
        {
            PageLog.CacheFailed(logger, exception, request.Policy.Store.Alias, "begin");
            return null;
        }
    }
}
