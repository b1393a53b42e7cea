using CacheKit.Concurrency;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache.Watching;

/// <summary>Tells whether a session was used before the page cache could watch it: a page may hold what was found there.</summary>
internal static class SessionUse
{
    private static readonly CancellationToken _cancelled = new(canceled: true);

    /// <summary>Whether the session has been loaded. Nothing is loaded to find out.</summary>
    /// <remarks>
    /// A session says it of itself nowhere. Asked to load when that is cancelled already, one that is loaded has nothing to
    /// do, and one that is not gives up; whatever else another kind of session does, it counts as used.
    /// </remarks>
    public static bool HasBegun(ISession session)
    {
        try
        {
            var loading = session.LoadAsync(_cancelled);
            if (loading.IsCanceled)
                return false;
            loading.Forget();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception)
        {
            return true;
        }
    }
}
