using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>
/// Asks a cache whether copies of its pages may be served. Who comes alone is asked for at once; those who come while an
/// answer is awaited are asked for together when it is there: many hits at once are few round trips. Each is asked for
/// after it has come, so that nobody is told what was true before.
/// </summary>
internal sealed class PageChecks(LimitedCache cache, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();

    // Those who will be asked for next; null as long as nobody waits.
    private PageCheck? _next;
    private bool _isAsking;

    /// <summary>Whether a copy is still what lies in the cache; null when the cache failed, which has been logged.</summary>
    // hot path
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool?> IsCurrentAsync(PageCopy copy)
    {
        var check = Join(copy, out var place);
        await check.Answer.ConfigureAwait(false);
        return check.IsCurrent(place);
    }

    private PageCheck Join(PageCopy copy, out int place)
    {
        PageCheck check;
        lock (_gate)
        {
            if (_isAsking && _next is not { IsFull: true })
            {
                check = _next ??= new(time.GetTimestamp());
                place = check.Add(copy);
                return check;
            }

            check = new(time.GetTimestamp());
            place = check.Add(copy);
            _isAsking = true;
        }

        // It goes on for others when this request has been answered: nothing of it may hang on that.
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
            _ = AskAsync(check);
        return check;
    }

    /// <summary>Asks, and then for all who have come meanwhile, until nobody has.</summary>
    private async Task AskAsync(PageCheck check)
    {
        var asked = TryAskAsync(check);
        while (true)
        {
            await asked.ConfigureAwait(false);
            var next = TakeNext();
            if (next is not null)
                // They are on their way before anybody is served.
                asked = TryAskAsync(next);
            check.End();
            if (next is null)
                return;
            check = next;
        }
    }

    private PageCheck? TakeNext()
    {
        lock (_gate)
        {
            var next = _next;
            _next = null;
            _isAsking = next is not null;
            return next;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask TryAskAsync(PageCheck check)
    {
        try
        {
            check.Take(await cache.ReadManyAsync<PageRecord>(check.Names(), check.Began).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            PageLog.CacheFailed(logger, exception, cache.Alias, "find");
        }
    }
}
