using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Registration;

internal sealed class CacheKitBuilder(IServiceCollection services) : ICacheKitBuilder
{
    public IServiceCollection Services { get; } = services;
}
