using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.Headers;

/// <summary>What <c>.CacheControl(…)</c> says.</summary>
internal sealed class CacheControlMetadata(CacheControlPatch patch) : IResponseHeadersMetadata
{
    public void Apply(IHeaderDictionary headers, DateTimeOffset now) => patch.Apply(headers);
}
