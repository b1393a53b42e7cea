using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.AspNetCore.Antiforgery;

/// <summary>
/// Puts a provider of ours around the application's provider of additional antiforgery data, which ASP.NET Core asks
/// whenever it makes a token.
/// </summary>
internal static class AntiforgeryDataServices
{
    /// <param name="services">The application's services.</param>
    /// <param name="around">Makes ours, around the one that was registered before; that is null when there was none.</param>
    public static void WrapAntiforgeryData(
        this IServiceCollection services, Func<IAntiforgeryAdditionalDataProvider?, IAntiforgeryAdditionalDataProvider> around)
    {
        var inner = services.LastOrDefault(static service => service.ServiceType == typeof(IAntiforgeryAdditionalDataProvider) && !service.IsKeyedService);
        services.AddSingleton(provider => around(inner is null ? null : Make(inner, provider)));
    }

    private static IAntiforgeryAdditionalDataProvider Make(ServiceDescriptor service, IServiceProvider provider) =>
        (IAntiforgeryAdditionalDataProvider)(service.ImplementationInstance
            ?? service.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!));
}
