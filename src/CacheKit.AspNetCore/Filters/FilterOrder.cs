namespace CacheKit.AspNetCore.Filters;

/// <summary>Where our filters of MVC stand among those of the application.</summary>
internal static class FilterOrder
{
    /// <summary>Before filters of the application, whose work a hit saves; authorization filters come before all of these.</summary>
    public const int PageCache = int.MinValue + 1000;

    /// <summary>Behind the page cache, which answers for the pages that it has, and looks at headers last.</summary>
    public const int BehindPageCache = PageCache + 1;
}
