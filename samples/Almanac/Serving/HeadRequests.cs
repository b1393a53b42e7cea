namespace Almanac.Serving;

/// <summary>Routing takes GET and HEAD for two things; to whoever asks, HEAD is GET without the body.</summary>
public static class HeadRequests
{
    /// <summary>Lets the endpoints that answer GET answer HEAD too; the server leaves the body out.</summary>
    public static TBuilder WithHead<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(endpoint =>
        {
            for (var i = 0; i < endpoint.Metadata.Count; i++)
            {
                if (endpoint.Metadata[i] is HttpMethodMetadata { HttpMethods: [var method] } && HttpMethods.IsGet(method))
                    endpoint.Metadata[i] = new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]);
            }
        });
        return endpoints;
    }
}
