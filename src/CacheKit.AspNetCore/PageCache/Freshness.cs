using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>How long a response says that it may be kept (RFC 9111 §4.2.1), as a shared cache reads it.</summary>
internal readonly record struct Freshness
{
    /// <summary>Whether the response says anything.</summary>
    public bool IsStated { get; private init; }

    /// <summary>The time left; zero when it is stale, or states a time that cannot be read.</summary>
    public TimeSpan Left { get; private init; }

    /// <summary>How old the response was when it came (its own <c>Age</c>).</summary>
    public TimeSpan InitialAge { get; private init; }

    public static Freshness Read(IHeaderDictionary headers, CacheControl cacheControl, DateTimeOffset now)
    {
        var age = InitialAgeOf(headers);
        if (cacheControl.SharedMaxAge.IsStated)
            return Of(cacheControl.SharedMaxAge, age);
        if (cacheControl.MaxAge.IsStated)
            return Of(cacheControl.MaxAge, age);
        if (headers.Expires.Count == 0)
            return new Freshness { InitialAge = age };
        // Two Expires, or "0": there is a statement, and it is not that the page is fresh.
        var left = headers.Expires is { Count: 1 } expires && HeaderUtilities.TryParseDate(expires[0], out var until)
            ? until - DateOf(headers, now) - age
            : TimeSpan.Zero;
        return Stated(left, age);
    }

    private static Freshness Of(DeltaSeconds stated, TimeSpan age) =>
        Stated(TimeSpan.FromSeconds(stated.Seconds ?? 0) - age, age);

    private static Freshness Stated(TimeSpan left, TimeSpan age) =>
        new() { IsStated = true, Left = left > TimeSpan.Zero ? left : TimeSpan.Zero, InitialAge = age };

    private static DateTimeOffset DateOf(IHeaderDictionary headers, DateTimeOffset now) =>
        HeaderUtilities.TryParseDate(headers.Date.ToString(), out var date) ? date : now;

    private static TimeSpan InitialAgeOf(IHeaderDictionary headers) =>
        int.TryParse(headers.Age.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.Zero;
}
