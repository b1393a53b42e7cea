namespace CacheKit.AspNetCore.PageCache.Policies;

/// <summary>For how long a page may be served after its time, as somebody has set it; null where nobody has.</summary>
/// <param name="WhileRevalidate">While one request makes it anew.</param>
/// <param name="IfError">When making it anew fails.</param>
internal readonly record struct StaleTimes(TimeSpan? WhileRevalidate, TimeSpan? IfError);
