using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Authorization;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.StaticAssets;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>What an endpoint's metadata tells of it.</summary>
internal static class EndpointKind
{
    // ASP.NET Core gives health checks nothing else to be known by; what they answer says no-store besides.
    private const string HealthChecks = "Health checks";

    // Of a package that we do not reference.
    private const string GrpcMethod = "Grpc.AspNetCore.Server.GrpcMethodMetadata";

    /// <summary>Whether its answers are no pages: files with an own ETag, connections, states of this machine.</summary>
    public static bool IsLeftAlone(Endpoint endpoint)
    {
        if (endpoint.DisplayName == HealthChecks)
            return true;
        foreach (var metadata in endpoint.Metadata)
        {
            if (metadata is LeftAloneMetadata or StaticAssetDescriptor or HubMetadata or NegotiateMetadata or RenderModeAttribute
                || metadata.GetType().FullName == GrpcMethod)
                return true;
        }

        return false;
    }

    /// <summary>Whether it is a Razor component, which may hold interactive ones.</summary>
    public static bool IsComponent(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    /// <summary>Whether MVC asks filters of the endpoint who may see its pages.</summary>
    public static bool HasAuthorizationFilter(Endpoint endpoint)
    {
        var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        foreach (var metadata in endpoint.Metadata)
        {
            // That of [Authorize] lets everybody in where [AllowAnonymous] says so; others know nothing of it.
            if (metadata is AuthorizeFilter ? !isOpen : IsAuthorizationFilter(metadata))
                return true;
        }

        return false;
    }

    public static bool RequiresAuthorization(IEnumerable<object> ofEndpoint)
    {
        foreach (var metadata in ofEndpoint)
        {
            if (metadata is IAuthorizeData or IAuthorizationRequirementData or AuthorizationPolicy)
                return true;
        }

        return false;
    }

    private static bool IsAuthorizationFilter(object metadata) => metadata switch
    {
        // Filters of that kind that say nothing of who asks.
        RequireHttpsAttribute or IAntiforgeryPolicy => false,
        IAuthorizationFilter or IAsyncAuthorizationFilter => true,
        TypeFilterAttribute filter => IsAuthorizationFilter(filter.ImplementationType),
        ServiceFilterAttribute filter => IsAuthorizationFilter(filter.ServiceType),
        _ => false,
    };

    private static bool IsAuthorizationFilter(Type type) =>
        type.IsAssignableTo(typeof(IAuthorizationFilter)) || type.IsAssignableTo(typeof(IAsyncAuthorizationFilter));
}
