namespace CacheKit.AspNetCore.ConditionalRequests;

/// <summary>Marks a request whose endpoint's own delegate answers conditions.</summary>
internal sealed class ConditionalGetServed
{
    public static readonly ConditionalGetServed Instance = new();
}
