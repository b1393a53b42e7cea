using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.AspNetCore.Fragments;

/// <summary>What cached fragments need from the container; part of <c>AddPages</c>.</summary>
internal static class FragmentServices
{
    public static IServiceCollection AddFragments(this IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(FragmentCache)))
            return services;
        services.AddOptions();
        services.AddSingleton<FragmentCultures>();
        services.AddSingleton<FragmentCache>();
        services.AddSingleton<IFragmentCache>(static provider => provider.GetRequiredService<FragmentCache>());
        var inner = services.LastOrDefault(static service => service.ServiceType == typeof(IAntiforgeryAdditionalDataProvider) && !service.IsKeyedService);
        services.AddSingleton<IAntiforgeryAdditionalDataProvider>(provider => new FragmentAntiforgeryData(inner is null ? null : Make(inner, provider)));
        return services;
    }

    private static IAntiforgeryAdditionalDataProvider Make(ServiceDescriptor service, IServiceProvider provider) =>
        (IAntiforgeryAdditionalDataProvider)(service.ImplementationInstance
            ?? service.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!));
}
