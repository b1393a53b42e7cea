using System.Globalization;
using System.Text;
using CacheKit.AspNetCore.Headers;
using CacheKit.AspNetCore.Http;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Making;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.PageCache.Responses;

/// <summary>Tells browsers and caches on the way how long they may keep a page that we keep.</summary>
internal static class ClientHeaders
{
    /// <summary>Tells the client how long it may keep a page, and what it must ask anew for.</summary>
    /// <param name="headers">The response's headers, as the application has left them.</param>
    /// <param name="target">What the page will be kept as.</param>
    /// <param name="terms">On what terms.</param>
    /// <param name="usersByCookie">Whether the application tells users apart by cookies: then so must caches on the way.</param>
    /// <param name="now">The time now.</param>
    public static void Tell(IHeaderDictionary headers, PageTarget target, in PageTerms terms, bool usersByCookie, DateTimeOffset now)
    {
        // Before anything of ours is in it.
        var isForOthers = CacheControl.Read(headers.CacheControl) is { IsForOthers: true };
        SetLifetime(headers, target.Policy.ClientSeconds ?? Seconds.Whole(terms.Timeout), Seconds.Whole(terms.InitialAge), now);
        SetVary(headers, target.Parts, usersByCookie);
        if (IsForClientOnly(target.Parts, isForOthers))
            SetPrivate(headers);
    }

    private static void SetVary(IHeaderDictionary headers, in PageParts parts, bool byCookie)
    {
        if (parts.Culture is { } culture && culture.Provider is not QueryStringRequestCultureProvider)
        {
            // What a cookie has chosen no header changes; what a header has chosen, or nothing, a cookie may.
            byCookie = true;
            if (culture.Provider is not CookieRequestCultureProvider)
                VaryPatch.Apply(headers, HeaderNames.AcceptLanguage);
        }

        // Whatever tells a visitor's time zone, it came in a cookie if it came with the request.
        if (byCookie || parts.TimeZone is not null)
            VaryPatch.Apply(headers, HeaderNames.Cookie);
    }

    // Caches on the way ask for no authorization, and know nothing of users and of the application's own values.
    private static bool IsForClientOnly(in PageParts parts, bool isForOthers) =>
        parts.Standing.User is not null
        || (parts.Standing.IsProtected && parts.Standing.NeedsConsent == PageCacheOutcome.Undecided)
        || (parts.Values is not null && !isForOthers);

    /// <summary>Sets <c>Expires</c>, if absent, and the smaller <c>max-age</c>.</summary>
    /// <param name="headers">The response's headers.</param>
    /// <param name="seconds">For how long from now; 0 makes the client ask again each time.</param>
    /// <param name="age">How old the response is already: <c>max-age</c> counts that in, <c>Expires</c> does not.</param>
    /// <param name="now">The time now.</param>
    private static void SetLifetime(IHeaderDictionary headers, int seconds, int age, DateTimeOffset now)
    {
        var stated = CacheControl.Read(headers.CacheControl).MaxAge;
        var maxAge = seconds == 0 ? 0 : (int)Math.Min((long)seconds + age, stated.IsStated ? stated.Seconds ?? 0 : int.MaxValue);
        if (headers.Expires.Count == 0)
            headers.Expires = HeaderUtilities.FormatDate(now.AddSeconds(maxAge == 0 ? 0 : maxAge - age));
        if (headers.CacheControl.Count > 0)
            ResponsePatches.SetLifetime(headers, TimeSpan.FromSeconds(maxAge), mustRevalidate: seconds == 0, now);
        else
            headers.CacheControl = maxAge == 0 ? "max-age=0, must-revalidate" : string.Create(CultureInfo.InvariantCulture, $"max-age={maxAge}");
    }

    /// <summary>Says that the page is for this client, and no cache on the way may keep it.</summary>
    private static void SetPrivate(IHeaderDictionary headers)
    {
        var text = new StringBuilder("private");
        foreach (var line in headers.CacheControl)
        {
            var reader = new CacheDirectiveReader(line);
            while (reader.MoveNext())
            {
                // What is said to shared caches only.
                if (!reader.Current.Is("public") && !reader.Current.Is("s-maxage") && !reader.Current.Is("proxy-revalidate"))
                    Append(text, reader.Current.Text);
            }
        }

        headers.CacheControl = text.ToString();
    }

    private static void Append(StringBuilder text, ReadOnlySpan<char> directive)
    {
        if (text.Length > 0)
            text.Append(", ");
        text.Append(directive);
    }
}
