using CacheKit.Redis.Registration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Caches on Redis.</summary>
public static class RedisCacheKitBuilderExtensions
{
    /// <summary>
    /// Adds the backend <c>redis</c> (Django's <c>RedisCache</c>): entries on the Redis servers that <c>Location</c> names, by
    /// URLs as redis-py reads them or by a configuration string of StackExchange.Redis; or on those of an
    /// <c>IConnectionMultiplexer</c> among the services, with <c>Options:Multiplexer</c> = <c>services</c>.
    /// </summary>
    /// <param name="builder">What AddCacheKit returns.</param>
    /// <returns>The same builder.</returns>
    public static ICacheKitBuilder AddRedis(this ICacheKitBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddBackend(RedisRegistration.Descriptor);
    }
}
