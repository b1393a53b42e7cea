using CacheKit.Memcached.Registration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Caches on memcached.</summary>
public static class MemcachedCacheKitBuilderExtensions
{
    /// <summary>
    /// Adds the backend <c>memcached</c> (Django's <c>PyMemcacheCache</c> and <c>PyLibMCCache</c>): entries on the memcached
    /// servers that <c>Location</c> names, which share the keys as those clients would.
    /// </summary>
    /// <param name="builder">What AddCacheKit returns.</param>
    /// <returns>The same builder.</returns>
    public static ICacheKitBuilder AddMemcached(this ICacheKitBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddBackend(MemcachedRegistration.Descriptor);
    }
}
