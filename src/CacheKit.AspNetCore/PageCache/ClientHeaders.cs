using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.PageCache;

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
        headers.CacheControl = headers.CacheControl.Count == 0
            ? Plain(maxAge)
            : Patched(headers.CacheControl, maxAge, mustRevalidate: seconds == 0);
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

    /// <summary>Adds a request header to <c>Vary</c> that decides for the client, though not for our own key.</summary>
    public static void AddVary(IHeaderDictionary headers, string name)
    {
        foreach (var line in headers.Vary)
        {
            foreach (var part in line.AsSpan().Split(','))
            {
                if (line.AsSpan()[part].Trim(" \t").Equals(name, StringComparison.OrdinalIgnoreCase))
                    return;
            }
        }

        headers.Vary = headers.Vary.Count == 0 ? name : $"{headers.Vary}, {name}";
    }

    private static string Plain(int seconds) =>
        seconds == 0 ? "max-age=0, must-revalidate" : string.Create(CultureInfo.InvariantCulture, $"max-age={seconds}");

    private static string Patched(StringValues lines, int seconds, bool mustRevalidate)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            var reader = new CacheDirectiveReader(line);
            while (reader.MoveNext())
            {
                if (!reader.Current.Is("max-age"))
                    Append(text, reader.Current.Text);
                mustRevalidate &= !reader.Current.Is("must-revalidate");
            }
        }

        Append(text, string.Create(CultureInfo.InvariantCulture, $"max-age={seconds}"));
        if (mustRevalidate)
            Append(text, "must-revalidate");
        return text.ToString();
    }

    private static void Append(StringBuilder text, ReadOnlySpan<char> directive)
    {
        if (text.Length > 0)
            text.Append(", ");
        text.Append(directive);
    }
}
