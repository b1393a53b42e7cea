using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds CacheKit to a web application or worker.</summary>
public static class CacheKitHostApplicationBuilderExtensions
{
    /// <summary>Adds the caches that the section <c>Caches</c> of the application's configuration describes.</summary>
    /// <param name="builder">The application's builder.</param>
    public static ICacheKitBuilder AddCacheKit(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.AddCacheKit(builder.Configuration);
    }
}
