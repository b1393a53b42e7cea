using CacheKit.AspNetCore.Antiforgery;
using CacheKit.AspNetCore.TimeLimits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CacheKit.AspNetCore.Fragments;

/// <summary>What cached fragments need from the container; part of <c>AddPages</c>.</summary>
internal static class FragmentServices
{
    public static IServiceCollection AddFragments(this IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(FragmentCache)))
            return services;
        services.AddOptions();
        services.TryAddSingleton(LimitedCaches.Of);
        services.AddSingleton<FragmentRemovals>();
        services.AddSingleton<RemoteFragments>();
        services.AddSingleton<FragmentCultures>();
        services.AddSingleton<FragmentAuthenticationTypes>();
        services.AddSingleton<FragmentCache>();
        services.AddSingleton<IFragmentCache>(static provider => provider.GetRequiredService<FragmentCache>());
        services.WrapAntiforgeryData(static inner => new FragmentAntiforgeryData(inner));
        return services;
    }
}
