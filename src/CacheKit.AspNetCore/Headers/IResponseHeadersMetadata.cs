using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.Headers;

/// <summary>What an attribute or a convention says that an endpoint's responses shall say.</summary>
internal interface IResponseHeadersMetadata
{
    /// <summary>Says it; doing so twice changes nothing.</summary>
    void Apply(IHeaderDictionary headers, DateTimeOffset now);
}
