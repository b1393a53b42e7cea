using CacheKit;
using CacheKit.AspNetCore.ConditionalRequests;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Answers conditional requests for the pages of endpoints that are made anew each time.</summary>
public static class ConditionalGetEndpointConventionBuilderExtensions
{
    /// <summary>
    /// As <see cref="ConditionalGetAttribute"/>, for any endpoint. With <see cref="ConditionalGetOptions.ETag"/> or
    /// <see cref="ConditionalGetOptions.LastModified"/> (Django's <c>condition</c>) the endpoint does not even run for a client that has
    /// the page, nor for a change that expects another state (412). What is nearer to the endpoint wins.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the endpoint builder.</typeparam>
    /// <param name="builder">The endpoint builder.</param>
    /// <param name="configure">Says how the page's state is known before it is made.</param>
    public static TBuilder ConditionalGet<TBuilder>(this TBuilder builder, Action<ConditionalGetOptions>? configure = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new ConditionalGetOptions();
        configure?.Invoke(options);
        var metadata = new ConditionalGetMetadata(options);
        // Last of all, endpoints before their groups: whoever comes first is the nearest.
        builder.Finally(endpoint => Apply(endpoint, metadata));
        return builder;
    }

    private static void Apply(EndpointBuilder endpoint, ConditionalGetMetadata metadata)
    {
        if (endpoint.Metadata.Any(static item => item is ConditionalGetMetadata))
            return;
        endpoint.Metadata.Add(metadata);
        if (endpoint.RequestDelegate is not { } inner)
            return;
        endpoint.RequestDelegate = context =>
        {
            context.Features.Set(ConditionalGetServed.Instance);
            return ConditionalGetEngine.InvokeAsync(context, metadata.Options, inner, static (inner, context) => inner(context));
        };
    }
}
