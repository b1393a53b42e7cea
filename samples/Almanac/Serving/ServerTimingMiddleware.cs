using System.Globalization;

namespace Almanac.Serving;

/// <summary>
/// Tells the browser, as a <c>Server-Timing</c> header, how long the server took. The footer's script shows it: the footer
/// itself is part of the page.
/// </summary>
public sealed class ServerTimingMiddleware(RequestDelegate next, TimeProvider time)
{
    /// <summary>Runs the rest of the site, and adds the header just before the answer leaves.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        context.Response.OnStarting(() =>
        {
            var milliseconds = time.GetElapsedTime(started).TotalMilliseconds;
            context.Response.Headers["Server-Timing"] = string.Create(CultureInfo.InvariantCulture, $"total;dur={milliseconds:0.###}");
            return Task.CompletedTask;
        });
        return next(context);
    }
}
