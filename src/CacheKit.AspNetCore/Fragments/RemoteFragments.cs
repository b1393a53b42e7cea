using CacheKit.AspNetCore.TimeLimits;
using CacheKit.Concurrency;
using CacheKit.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Fragments;

/// <summary>
/// Fragments in caches of other processes. Each call of such a cache has a time limit and rendering has none, so they are
/// not one call here. Who asks for a fragment while it is looked for or rendered waits along.
/// </summary>
internal sealed class RemoteFragments(FragmentRemovals removals, ILogger<RemoteFragments> logger)
{
    private readonly SingleFlight _flights = new();

    /// <summary>The fragment as it is kept, or rendered and kept. A cache that fails or does not answer is gone without.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="key">The fragment's key.</param>
    /// <param name="rendering">How this request would render it.</param>
    /// <param name="removed">What was observed of removals when the request asked.</param>
    /// <param name="timeout">How long it is kept.</param>
    public async ValueTask<string> GetOrRenderAsync(LimitedCache cache, string key, FragmentRendering rendering, int removed, CacheTimeout timeout)
    {
        // Who comes after a removal must not get what somebody has read before it.
        var flight = await _flights.RunAsync(
            new FlightKey($"{cache.Alias}:{removed}", key, typeof(string)),
            (Fragments: this, cache, key, rendering, removed, timeout),
            static (call, unwanted) => call.Fragments.FindOrRenderAsync(call.cache, call.key, call.rendering, call.removed, call.timeout, unwanted),
            rendering.RequestAborted).ConfigureAwait(false);
        return flight.Value;
    }

    private async ValueTask<string> FindOrRenderAsync(
        LimitedCache cache, string key, FragmentRendering rendering, int removed, CacheTimeout timeout, CancellationToken unwanted)
    {
        var answers = false;
        try
        {
            if (cache.MayAsk())
            {
                if (await cache.TryGetAsync<string>(key, unwanted).ConfigureAwait(false) is { HasValue: true, Value: { } kept })
                    return kept;
                answers = true;
            }
        }
        catch (CacheBackendException exception)
        {
            Log.WentOnWithoutCache(logger, exception);
        }

        string html = await RenderAsync(cache.Alias, rendering, unwanted).ConfigureAwait(false);
        if (answers && !cache.IsSilent && removals.Observe(rendering.Name) == removed)
            await KeepAsync(cache, key, html, timeout, unwanted).ConfigureAwait(false);
        return html;
    }

    private static async ValueTask<string> RenderAsync(string alias, FragmentRendering rendering, CancellationToken unwanted)
    {
        using var activity = FactoryActivity.Start(alias);
        try
        {
            return await rendering.RunAsync(unwanted).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            activity.Fail(exception);
            throw;
        }
    }

    private async ValueTask KeepAsync(LimitedCache cache, string key, string html, CacheTimeout timeout, CancellationToken unwanted)
    {
        try
        {
            await cache.SetAsync(key, html, timeout, unwanted).ConfigureAwait(false);
        }
        catch (CacheBackendException exception)
        {
            Log.WentOnWithoutCache(logger, exception);
        }
    }
}
