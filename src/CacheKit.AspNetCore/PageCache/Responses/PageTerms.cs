namespace CacheKit.AspNetCore.PageCache.Responses;

/// <summary>On what terms a response may be kept.</summary>
/// <param name="Timeout">For how long.</param>
/// <param name="InitialAge">How old it was when it came.</param>
/// <param name="Stale">For how long it may be served after that.</param>
internal readonly record struct PageTerms(TimeSpan Timeout, TimeSpan InitialAge, StaleWindows Stale);
