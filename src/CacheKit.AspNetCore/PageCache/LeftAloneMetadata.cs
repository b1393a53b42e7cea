namespace CacheKit.AspNetCore.PageCache;

/// <summary>Marks an endpoint of which the page cache keeps nothing and touches no header.</summary>
internal sealed class LeftAloneMetadata
{
    public static LeftAloneMetadata Instance { get; } = new();
}
