namespace CacheKit.AspNetCore.SiteCache;

/// <summary>Which halves of the pair a pipeline has, while it is being put together.</summary>
internal sealed class PagePairOrder
{
    /// <summary>Under which name it stands in a pipeline's properties.</summary>
    public const string PropertyName = "CacheKit.UseUpdateCache";

    /// <summary>Whether <c>UseFetchFromCache</c> has followed.</summary>
    public bool IsComplete { get; set; }
}
