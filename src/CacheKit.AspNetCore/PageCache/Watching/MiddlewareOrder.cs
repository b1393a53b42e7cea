using CacheKit.AspNetCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.PageCache.Watching;

/// <summary>Tells once of each middleware in disorder.</summary>
internal sealed class MiddlewareOrder(ILogger<MiddlewareOrder> logger)
{
    private int _told;

    public void Warn(MiddlewareInDisorder middleware)
    {
        var bit = 1 << (int)middleware;
        if ((Interlocked.Or(ref _told, bit) & bit) == 0)
            PageLog.MiddlewareInDisorder(logger, CallOf(middleware));
    }

    private static string CallOf(MiddlewareInDisorder middleware) => middleware switch
    {
        MiddlewareInDisorder.Authentication => "UseAuthentication",
        MiddlewareInDisorder.Authorization => "UseAuthorization",
        MiddlewareInDisorder.Session => "UseSession",
        MiddlewareInDisorder.Localization => "UseRequestLocalization",
        MiddlewareInDisorder.TimeZone => "what sets ITimeZoneFeature",
        _ => "UseRouting",
    };
}
