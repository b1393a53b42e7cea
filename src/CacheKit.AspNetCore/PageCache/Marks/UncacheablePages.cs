namespace CacheKit.AspNetCore.PageCache.Marks;

/// <summary>
/// Pages that could not be stored just now: requests for them do not wait for one another, since there would be nothing
/// to share (Varnish's hit-for-miss). One that was refused many times in a row is looked at only ten times a second; the
/// other requests pass as if there were no cache. Forgetting one only makes a few requests wait once.
/// </summary>
internal sealed class UncacheablePages(TimeProvider time) : PageMarks(time, TimeSpan.FromSeconds(10));
