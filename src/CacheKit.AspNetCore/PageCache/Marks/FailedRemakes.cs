namespace CacheKit.AspNetCore.PageCache.Marks;

/// <summary>
/// Stale pages that could not be made anew just now: for a while they are served without another attempt, so that a
/// handler that fails is not asked by every request. Forgetting one only costs an attempt.
/// </summary>
internal sealed class FailedRemakes(TimeProvider time) : PageMarks(time, Pause)
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
}
