namespace CacheKit;

/// <summary>What a dashboard (<c>MapCacheDashboard</c>) lets its visitors do.</summary>
public sealed class CacheDashboardOptions
{
    /// <summary>Whether nothing can be removed there: no deletion, no purge, no clearing. False.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>Whether values, the bodies of pages among them, are shown. True; without, only their kind and size are.</summary>
    public bool ShowValues { get; set; } = true;
}
