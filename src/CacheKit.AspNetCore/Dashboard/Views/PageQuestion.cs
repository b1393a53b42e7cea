using CacheKit.AspNetCore.Dashboard.Inspection;

namespace CacheKit.AspNetCore.Dashboard.Views;

/// <summary>Which pages a visitor wants to see, and in which order.</summary>
/// <param name="Filter">What their URLs contain; empty for all.</param>
/// <param name="Order">By what they are sorted.</param>
/// <param name="From">How many entries of the cache to leave out.</param>
/// <param name="Number">Which part of the list, from 1.</param>
internal sealed record PageQuestion(string Filter, string Order, int From, int Number)
{
    /// <summary>How many pages are shown at once.</summary>
    public const int PageSize = 50;

    public const string ByUrl = "url";
    public const string ByAge = "age";
    public const string BySize = "size";
    public const string ByHits = "hits";

    public static PageQuestion Of(DashboardRequest request) => new(
        request["like"], request["by"] is ByAge or BySize or ByHits ? request["by"] : ByUrl, request.Number("from", 0), Math.Max(1, request.Number("part", 1)));

    /// <summary>The pages among some that are wanted, in the order that is wanted.</summary>
    public List<ListedPage> Choose(IEnumerable<ListedPage> pages)
    {
        var chosen = pages
            .Where(page => page.Address.Url.Contains(Filter, StringComparison.OrdinalIgnoreCase))
            .OrderBy(static page => page.Address.Url, StringComparer.Ordinal);
        return Order switch
        {
            ByAge => [.. chosen.OrderBy(static page => page.Age)],
            BySize => [.. chosen.OrderByDescending(static page => page.Bytes)],
            ByHits => [.. chosen.OrderByDescending(static page => page.Hits)],
            _ => [.. chosen],
        };
    }
}
