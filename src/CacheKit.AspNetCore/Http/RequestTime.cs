using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.AspNetCore.Http;

/// <summary>The application's time, for what has a request and nothing else.</summary>
internal static class RequestTime
{
    public static DateTimeOffset Now(HttpContext context) =>
        (context.RequestServices?.GetService<TimeProvider>() ?? TimeProvider.System).GetUtcNow();
}
