using CacheKit.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache.Responses;

/// <summary>How long a response says that it may be kept (RFC 9111 §4.2), as a shared cache reads it.</summary>
internal readonly record struct Freshness
{
    /// <summary>Whether the response says anything, be it unreadable.</summary>
    public bool IsStated { get; private init; }

    /// <summary>The time left; zero when it is stale, or states a time that cannot be read.</summary>
    public TimeSpan Left { get; private init; }

    /// <summary>How old the response was when it came: by its own <c>Age</c>, or by its <c>Date</c> if that says more (§4.2.3).</summary>
    public TimeSpan InitialAge { get; private init; }

    public static Freshness Read(IHeaderDictionary headers, CacheControl cacheControl, DateTimeOffset now)
    {
        var date = DateOf(headers, now);
        var stated = AgeOf(headers);
        var age = Longer(TimeSpan.FromSeconds(stated.Seconds ?? 0), now - (date ?? now));
        // An age that cannot be told may be any: RFC 9111 §5.1 lets such an Age be ignored, but we need not keep the page.
        if (date is not { } made || stated is { IsStated: true, Seconds: null })
            return Stated(TimeSpan.Zero, age);
        if (cacheControl.SharedMaxAge.IsStated)
            return Stated(LifetimeOf(cacheControl.SharedMaxAge) - age, age);
        if (cacheControl.MaxAge.IsStated)
            return Stated(LifetimeOf(cacheControl.MaxAge) - age, age);
        if (headers.Expires.Count == 0)
            return new Freshness { InitialAge = age };
        // Two Expires, or "0": there is a statement, and it is not that the page is fresh.
        return HttpDate.TryRead(headers.Expires, now, out var until) ? Stated(until - made - age, age) : Stated(TimeSpan.Zero, age);
    }

    private static TimeSpan LifetimeOf(DeltaSeconds stated) => TimeSpan.FromSeconds(stated.Seconds ?? 0);

    private static Freshness Stated(TimeSpan left, TimeSpan age) =>
        new() { IsStated = true, Left = Longer(left, TimeSpan.Zero), InitialAge = age };

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    // Null for what is there and cannot be read. Without one the response is of now, as the one we add will say.
    private static DateTimeOffset? DateOf(IHeaderDictionary headers, DateTimeOffset now) =>
        headers.Date.Count == 0 ? now : HttpDate.TryRead(headers.Date, now, out var date) ? date : null;

    private static DeltaSeconds AgeOf(IHeaderDictionary headers) => headers.Age switch
    {
        { Count: 0 } => default,
        { Count: 1 } lines => DeltaSeconds.Read(lines[0].AsSpan().Trim(" \t")),
        _ => DeltaSeconds.Unreadable,
    };
}
