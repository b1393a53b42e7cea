using System.Runtime.CompilerServices;
using CacheKit.AspNetCore.Diagnostics;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.TimeLimits;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.PageCache.Copies;

/// <summary>
/// Asks a cache whether copies of its pages may be served. Who comes alone asks at once; of those who come while an answer
/// is awaited the first asks for all of them when it is there, so that many hits at once are few round trips; and after an
/// answer that several have waited for, whoever is first lets those come who are about to. Who wants just what is being
/// asked takes that answer, as with every look that is shared.
/// </summary>
/// <param name="cache">The cache.</param>
/// <param name="time">The clock of its limit, which counts from when the first of those who wait has come.</param>
/// <param name="logger">Told once for all who wait when the cache fails.</param>
internal sealed class PageChecks(LimitedCache cache, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();

    // What is being asked, or what was asked last, if several have waited for that. Null when one alone may ask at once.
    private PageCheck? _asked;

    // What will be asked then; null as long as nobody waits.
    private PageCheck? _next;

    /// <summary>Whether a copy is still what lies in the cache; null when the cache failed, which has been logged.</summary>
    /// <param name="copy">The copy.</param>
    /// <param name="removals">How many removals there have been in this process.</param>
    // hot path
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool?> IsCurrentAsync(PageCopy copy, long removals)
    {
        var check = Join(copy, removals, out var place, out var isFirst, out var before);
        if (!isFirst)
        {
            await check.Answer.ConfigureAwait(false);
            return check.IsCurrent(place);
        }

        if (before is not null)
        {
            await before.Answer.ConfigureAwait(false);
            // After those who were answered just now, and those who are about to come: the more ask at once, the less each costs.
            await Task.Yield();
            Begin(check);
        }

        try
        {
            check.Take(await cache.ReadManyAsync<PageRecord>(check.Names(), check.Began).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            PageLog.CacheFailed(logger, exception, cache.Alias, "find");
        }

        End(check);
        return check.IsCurrent(place);
    }

    /// <summary>Finds or makes the question that a caller waits for.</summary>
    /// <param name="copy">What it wants to know of.</param>
    /// <param name="removals">How many removals there have been.</param>
    /// <param name="place">The copy's place in the answer.</param>
    /// <param name="isFirst">Whether it is the caller who asks for all.</param>
    /// <param name="before">What has to be answered before; null for nothing.</param>
    private PageCheck Join(PageCopy copy, long removals, out int place, out bool isFirst, out PageCheck? before)
    {
        (isFirst, before) = (false, null);
        lock (_gate)
        {
            // Who comes after a removal does not take what was read before it.
            if (_asked is { IsOver: false } asked && asked.Removals == removals && asked.TryJoin(copy, out place))
                return asked;

            if (_asked is not null && _next is { IsFull: false } next)
            {
                place = next.Add(copy);
                return next;
            }

            isFirst = true;
            var check = new PageCheck(time.GetTimestamp(), removals);
            place = check.Add(copy);
            if (_asked is null)
                _asked = check;
            else if (_next is null)
                (_next, before) = (check, _asked);
            return check;
        }
    }

    /// <summary>It is asked from now on: who comes later waits for the next, or takes its answer.</summary>
    private void Begin(PageCheck check)
    {
        lock (_gate)
            (_asked, _next) = (check, null);
    }

    private void End(PageCheck check)
    {
        lock (_gate)
        {
            check.IsOver = true;
            if (_asked == check && _next is null && !check.IsShared)
                _asked = null;
        }

        check.End();
    }
}
