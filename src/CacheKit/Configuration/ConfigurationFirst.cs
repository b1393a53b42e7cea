using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CacheKit.Configuration;

/// <summary>Puts what reads options from the configuration before what code says of them.</summary>
internal static class ConfigurationFirst
{
    /// <summary>Registers it once, and first: options are filled in the order of their services, and what code has said before us wins too.</summary>
    public static void InsertConfiguration<TOptions, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TConfigure>(
        this IServiceCollection services)
        where TOptions : class
        where TConfigure : class, IConfigureOptions<TOptions>
    {
        if (!services.Any(IsOurs))
            services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<TOptions>, TConfigure>());

        static bool IsOurs(ServiceDescriptor service) =>
            service.ServiceType == typeof(IConfigureOptions<TOptions>)
            && !service.IsKeyedService
            && service.ImplementationType == typeof(TConfigure);
    }
}
