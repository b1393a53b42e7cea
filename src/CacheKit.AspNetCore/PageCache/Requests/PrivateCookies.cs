using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Session;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.PageCache.Requests;

/// <summary>
/// The cookies that make a request one user's own, by their names: those of the cookie authentication schemes and of
/// TempData, and the session's where no session is there to be watched. So a request is known to be private also where
/// the page cache stands before authentication.
/// </summary>
internal sealed class PrivateCookies
{
    private readonly string[] _schemes;
    private readonly string? _tempData;
    private readonly string? _session;

    public PrivateCookies(IServiceProvider services)
    {
        var kinds = services.GetRequiredService<IServiceProviderIsService>();
        var names = new List<string>();
        if (kinds.IsService(typeof(IAuthenticationSchemeProvider)))
            AddSchemes(names, services);
        Any = names.Count > 0;
        _schemes = [.. names];
        if (kinds.IsService(typeof(ITempDataDictionaryFactory)))
            _tempData = services.GetRequiredService<IOptions<CookieTempDataProviderOptions>>().Value.Cookie.Name ?? CookieTempDataProvider.CookieName;
        UserIdClaimTypes = [.. services.GetRequiredService<IOptions<CacheFragmentOptions>>().Value.UserIdClaimTypes];
        if (!kinds.IsService(typeof(ISessionStore)))
            return;
        _session = services.GetRequiredService<IOptions<SessionOptions>>().Value.Cookie.Name ?? SessionDefaults.CookieName;
        Any = true;
    }

    /// <summary>Whether the application tells users apart by cookies: then so must caches on the way.</summary>
    public bool Any { get; }

    /// <summary>The claims that tell one signed-in user from another.</summary>
    public IReadOnlyList<string> UserIdClaimTypes { get; }

    /// <summary>Whether cookies say that somebody has signed in.</summary>
    // hot path: most requests of those who have not carry no cookie at all
    public bool OfUserAreIn(StringValues cookies)
    {
        if (cookies.Count == 0)
            return false;
        foreach (var name in _schemes)
        {
            if (Has(cookies, name))
                return true;
        }

        return false;
    }

    /// <summary>Whether a request carries what belongs to one visit, signed in or not: TempData, or a session that nothing watches.</summary>
    public bool OfVisitAreIn(HttpContext context)
    {
        var cookies = context.Request.Headers.Cookie;
        return cookies.Count > 0
            && ((_tempData is not null && Has(cookies, _tempData))
                || (_session is not null && Has(cookies, _session) && context.Features.Get<ISessionFeature>() is null));
    }

    /// <summary>Whether a request may come with a session that was there before it.</summary>
    public bool OfSessionAreIn(StringValues cookies) => _session is null || (cookies.Count > 0 && Has(cookies, _session));

    private static void AddSchemes(List<string> names, IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>();
        foreach (var scheme in services.GetRequiredService<IOptions<AuthenticationOptions>>().Value.Schemes)
        {
            if (scheme.HandlerType?.IsAssignableTo(typeof(CookieAuthenticationHandler)) == true)
                names.Add(options.Get(scheme.Name).Cookie.Name ?? CookieAuthenticationDefaults.CookiePrefix + Uri.EscapeDataString(scheme.Name));
        }
    }

    // As the framework reads cookies: names in any case, separated by semicolons.
    private static bool Has(StringValues cookies, string name)
    {
        foreach (var line in cookies)
        {
            var rest = line.AsSpan();
            while (rest.IndexOf(name, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
            {
                var before = rest[..at].TrimEnd();
                var after = rest[(at + name.Length)..].TrimStart();
                if ((before.IsEmpty || before[^1] is ';' or ',') && after is ['=', ..])
                    return true;
                rest = rest[(at + name.Length)..];
            }
        }

        return false;
    }
}
