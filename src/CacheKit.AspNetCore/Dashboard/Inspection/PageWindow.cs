namespace CacheKit.AspNetCore.Dashboard.Inspection;

/// <summary>The pages among some of a cache's entries.</summary>
/// <param name="Pages">The pages.</param>
/// <param name="Looked">How many entries were looked at.</param>
/// <param name="HasMore">Whether there are entries behind them.</param>
internal sealed record PageWindow(IReadOnlyList<ListedPage> Pages, int Looked, bool HasMore);
