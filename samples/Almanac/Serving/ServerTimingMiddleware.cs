using System.Globalization;
using System.Text;
using CacheKit;

namespace Almanac.Serving;

/// <summary>
/// Tells the browser, as a <c>Server-Timing</c> header, what became of this very request: how long the server took, whether
/// the page came out of the cache or why not, how old it is, how often it was visited. The footer's script shows it: the
/// footer itself is part of the page, and the page may be an old one.
/// </summary>
/// <remarks>Stands outermost: it measures all, and what it does when the answer starts comes after what all others do.</remarks>
public sealed class ServerTimingMiddleware(RequestDelegate next, TimeProvider time)
{
    /// <summary>Runs the rest of the site, and adds the header just before the answer leaves.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        context.Response.OnStarting(() =>
        {
            context.Response.Headers["Server-Timing"] = Describe(context, time.GetElapsedTime(started));
            return Task.CompletedTask;
        });
        return next(context);
    }

    // As total;dur=0.41, cache;desc="hit", age;dur=12000, visits;desc="7"
    private static string Describe(HttpContext context, TimeSpan duration)
    {
        var invariant = CultureInfo.InvariantCulture;
        var told = new StringBuilder().Append(invariant, $"total;dur={duration.TotalMilliseconds:0.###}");
        if (context.Features.Get<IPageCacheFeature>() is { } page)
        {
            told.Append(invariant, $", cache;desc=\"{page.Outcome.ToToken()}\"");
            if (page.Age is { } age)
                told.Append(invariant, $", age;dur={age.TotalMilliseconds:0}");
        }

        if (context.Features.Get<PageVisits>() is { } visits)
            told.Append(invariant, $", visits;desc=\"{visits.Count}\"");
        return told.ToString();
    }
}
