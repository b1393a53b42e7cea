using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.Bodies;

/// <summary>Finds out what stands between a place in the pipeline and the server.</summary>
internal static class OuterBody
{
    /// <summary>
    /// Whether somebody outside has put a body of his own before the server's, as response compression does for clients that
    /// accept an encoding: then other bytes may reach the client than we write, and only those know which.
    /// </summary>
    // hot path
    public static bool IsTakenOver(IFeatureCollection features)
    {
        var body = features.Get<IHttpResponseBodyFeature>();
        while (body is IPassingBody passing)
            body = passing.Inner;
        // The server's own response is one object for both.
        return !ReferenceEquals(body, features.Get<IHttpResponseFeature>());
    }
}
