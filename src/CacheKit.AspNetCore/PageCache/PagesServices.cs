using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>Finds what <c>AddPages</c> registers.</summary>
internal static class PagesServices
{
    /// <summary>The page cache.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="needs">What needs it, for the message.</param>
    public static PageCacheEngine Engine(IServiceProvider services, string needs) =>
        services.GetService<PageCacheEngine>()
        ?? throw new InvalidOperationException($"{needs} needs the page cache: call builder.AddCacheKit().AddPages() (or services.AddCacheKit(configuration).AddPages()).");
}
