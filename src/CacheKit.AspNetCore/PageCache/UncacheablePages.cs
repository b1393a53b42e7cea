namespace CacheKit.AspNetCore.PageCache;

/// <summary>
/// Pages that could not be stored just now: requests for them do not wait for one another, since there would be nothing
/// to share (Varnish's hit-for-miss). Forgetting one only makes a few requests wait once.
/// </summary>
internal sealed class UncacheablePages(TimeProvider time) : PageMarks(time, TimeSpan.FromSeconds(10));
