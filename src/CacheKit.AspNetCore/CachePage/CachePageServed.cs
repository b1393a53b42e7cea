namespace CacheKit.AspNetCore.CachePage;

/// <summary>Marks an endpoint whose own delegate goes through the page cache.</summary>
internal sealed class CachePageServed
{
    public static readonly CachePageServed Instance = new();
}
