using System.Globalization;
using System.Text;
using CacheKit.AspNetCore.Headers;
using CacheKit.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.PageCache.Responses;

/// <summary>Tells browsers and caches on the way how long they may keep a page that we keep.</summary>
internal static class ClientHeaders
{
    /// <summary>Sets <c>Expires</c>, if absent, and the smaller <c>max-age</c>.</summary>
    /// <param name="headers">The response's headers.</param>
    /// <param name="seconds">For how long from now; 0 makes the client ask again each time.</param>
    /// <param name="age">How old the response is already: <c>max-age</c> counts that in, <c>Expires</c> does not.</param>
    /// <param name="now">The time now.</param>
    public static void SetLifetime(IHeaderDictionary headers, int seconds, int age, DateTimeOffset now)
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
    public static void SetPrivate(IHeaderDictionary headers)
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
