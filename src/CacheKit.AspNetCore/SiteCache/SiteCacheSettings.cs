using System.Collections.Frozen;
using CacheKit.AspNetCore.Http;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Policies;
using CacheKit.AspNetCore.PageCache.Responses;
using CacheKit.Configuration;
using Microsoft.AspNetCore.Http;
using static System.FormattableString;

namespace CacheKit.AspNetCore.SiteCache;

/// <summary>What <see cref="SiteCacheOptions"/> say, checked, in the form in which requests ask for it.</summary>
internal sealed class SiteCacheSettings
{
    private readonly FrozenSet<int> _statuses;
    private readonly PathString[] _excluded;
    private readonly string[] _hosts;

    /// <exception cref="CacheConfigurationException">Something is wrong; the message names all of it.</exception>
    public SiteCacheSettings(SiteCacheOptions options, bool isDevelopment = false)
    {
        string[] errors = [.. options.Errors, .. Check(options)];
        if (errors.Length > 0)
            throw new CacheConfigurationException(errors);
        Alias = options.Alias;
        Timeout = options.Timeout;
        KeyPrefix = options.KeyPrefix;
        ClientSeconds = Seconds.Whole(options.ClientTimeout);
        Stale = new(options.StaleWhileRevalidate, options.StaleIfError);
        MaximumBodySize = options.MaximumBodySize;
        MakesETags = options.ETag;
        SharedAuthorization = options.SharedAuthorization;
        IgnoreQuery = [.. options.IgnoreQuery];
        QueryKeys = [.. options.QueryKeys];
        SortQuery = options.SortQuery;
        VaryBy = options.VaryBy;
        TimeZone = options.TimeZone;
        HonourRequestDirectives = options.HonourRequestDirectives;
        Admission = options.Admission;
        LocalCopies = options.LocalCopies;
        CacheStatus = options.CacheStatus ?? isDevelopment;
        _statuses = options.CacheableStatusCodes.ToFrozenSet();
        _excluded = [.. options.Exclude.Select(static path => new PathString(path.Length > 1 ? path.TrimEnd('/') : path))];
        // As requests carry it: "xn--" for letters beyond ASCII.
        _hosts = [.. options.Hosts.Select(static host => new HostString(host).ToUriComponent())];
    }

    public string Alias { get; }

    public TimeSpan Timeout { get; }

    public string KeyPrefix { get; }

    public int? ClientSeconds { get; }

    /// <summary>For how long pages may be served after their time whose responses say nothing of it.</summary>
    public StaleTimes Stale { get; }

    public long MaximumBodySize { get; }

    public bool MakesETags { get; }

    public bool Admission { get; }

    /// <summary>The bytes of pages of other processes' caches that are kept at hand; zero for none.</summary>
    public long LocalCopies { get; }

    public bool CacheStatus { get; }

    public bool HonourRequestDirectives { get; }

    public IReadOnlyList<string> Hosts => _hosts;

    public bool SharedAuthorization { get; }

    public IReadOnlyCollection<string> IgnoreQuery { get; }

    public IReadOnlyCollection<string> QueryKeys { get; }

    public bool SortQuery { get; }

    public Func<HttpContext, object?>? VaryBy { get; }

    public Func<HttpContext, TimeZoneInfo?>? TimeZone { get; }

    /// <summary>Whether pages of that status are stored: 200 always, others where they are listed.</summary>
    public bool IsCacheable(int status) => status == StatusCodes.Status200OK || _statuses.Contains(status);

    /// <summary>Whether a request is for a path or a host whose pages are left alone.</summary>
    // hot path
    public bool IsExcluded(HttpRequest request)
    {
        if (_hosts.Length > 0 && !IsOwnHost(request.Headers.Host.ToString()))
            return true;
        foreach (var path in _excluded)
        {
            // Below the path that the application runs under too: there the paths of both kinds lie.
            if (request.Path.StartsWithSegments(path) || (request.PathBase.HasValue && request.PathBase.Add(request.Path).StartsWithSegments(path)))
                return true;
        }

        return false;
    }

    private bool IsOwnHost(string host)
    {
        foreach (var own in _hosts)
        {
            if (string.Equals(host, own, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static IEnumerable<string> Check(SiteCacheOptions options)
    {
        if (options.Timeout < TimeSpan.Zero)
            yield return Negative("Seconds", options.Timeout);
        if (options.ClientTimeout < TimeSpan.Zero)
            yield return Negative("ClientSeconds", options.ClientTimeout.Value);
        if (options.StaleWhileRevalidate < TimeSpan.Zero)
            yield return Negative("StaleWhileRevalidate", options.StaleWhileRevalidate);
        if (options.StaleIfError < TimeSpan.Zero)
            yield return Negative("StaleIfError", options.StaleIfError);
        if (options.MaximumBodySize is < 0 or > int.MaxValue)
            yield return Invariant($"SiteCache:MaximumBodySize is {options.MaximumBodySize}; expected bytes from 0 to {int.MaxValue}.");
        if (options.LocalCopies < 0)
            yield return Invariant($"SiteCache:LocalCopies is {options.LocalCopies}; expected bytes from 0 (none) on.");
        foreach (var status in options.CacheableStatusCodes.Where(static status => !PageStatus.MayBeStored(status)))
            yield return Invariant($"SiteCache:CacheableStatusCodes has {status}; expected statuses from 200 to 599, ")
                + "but not 206 (a part of a page) and 304 (no page).";
        foreach (var path in options.Exclude.Where(static path => path is not ['/', ..] || path.Contains('*', StringComparison.Ordinal)))
            yield return $"SiteCache:Exclude has {SettingText.Quote(path)}; expected a path that begins with '/', for instance '/admin', which stands for everything below it too.";
        foreach (var (name, patterns) in new[] { ("IgnoreQuery", options.IgnoreQuery), ("QueryKeys", options.QueryKeys) })
        {
            foreach (var pattern in patterns.Where(static pattern => !QueryRules.IsPattern(pattern)))
                yield return $"SiteCache:{name} has {SettingText.Quote(pattern)}; {QueryRules.Expected}";
        }

        foreach (var host in options.Hosts.Where(static host => host is not { Length: > 0 } || host.AsSpan().ContainsAny("/*")))
            yield return $"SiteCache:Hosts has {SettingText.Quote(host)}; expected a host as requests name it, for instance 'example.com' or 'localhost:5000'.";
    }

    private static string Negative(string name, TimeSpan time) => Invariant($"SiteCache:{name} is {time.TotalSeconds}; expected zero or more.");
}
