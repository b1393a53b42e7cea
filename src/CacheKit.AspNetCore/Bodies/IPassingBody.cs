using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Bodies;

/// <summary>A response's body that passes everything on as it is.</summary>
internal interface IPassingBody
{
    /// <summary>What it passes everything on to.</summary>
    IHttpResponseBodyFeature Inner { get; }
}
