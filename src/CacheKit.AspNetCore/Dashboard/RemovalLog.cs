using CacheKit.AspNetCore.Dashboard.Html;
using CacheKit.AspNetCore.Diagnostics;
using CacheKit.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Dashboard;

/// <summary>Writes down who asked to remove what, and how that ended (event 2071): also where nothing, or only a part, was removed.</summary>
internal static class RemovalLog
{
    private const int LongestReason = 500;

    /// <summary>It was carried out.</summary>
    /// <param name="request">Who asked.</param>
    /// <param name="action">For what, as in <c>clear the cache 'default'</c>.</param>
    /// <param name="outcome">What came of it.</param>
    public static void Done(DashboardRequest request, string action, string outcome = "done") =>
        Write(request, LogLevel.Information, action, $"{outcome}.");

    /// <summary>It was not, or nobody knows how much of it was.</summary>
    /// <param name="request">Who asked.</param>
    /// <param name="action">For what.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="reason">Why, in words that may be shown.</param>
    public static void Failed(DashboardRequest request, string action, string outcome, string reason) =>
        Write(request, LogLevel.Warning, action, $"{outcome}. {Shown.Line(reason, LongestReason)}");

    private static void Write(DashboardRequest request, LogLevel level, string action, string outcome)
    {
        var logger = request.Http.RequestServices.GetRequiredService<ILogger<DashboardRequest>>();
        var user = request.Http.User.Identity is { IsAuthenticated: true, Name: { } name } ? SettingText.Quote(name) : "somebody without a name";
        PageLog.DashboardRemoval(logger, level, user, action, outcome);
    }
}
