namespace CacheKit.AspNetCore.Headers;

/// <summary>Marks an endpoint whose own delegate sets what its metadata say.</summary>
internal sealed class EndpointHeadersInstalled
{
    public static readonly EndpointHeadersInstalled Instance = new();
}
