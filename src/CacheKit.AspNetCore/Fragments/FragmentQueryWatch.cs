using System.Collections.Concurrent;
using CacheKit.AspNetCore.CachePage;
using CacheKit.AspNetCore.Diagnostics;
using CacheKit.AspNetCore.PageCache.Policies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Fragments;

/// <summary>
/// Warns of fragments that vary by a query parameter which does not count for the page around them: the page is kept for
/// all of its values, with the fragment of the first.
/// </summary>
internal sealed class FragmentQueryWatch(CurrentPolicies policies, ILogger<FragmentQueryWatch> logger)
{
    // No application has so many; a name that is made of a request must not fill memory or the log.
    private const int MaximumSaid = 256;

    private readonly ConcurrentDictionary<(string View, string Fragment, string Parameter), bool> _said = new();
    private int _count;

    /// <summary>Looks at a fragment of a page that is about to be stored.</summary>
    public void Look(HttpContext context, FragmentRendering fragment)
    {
        var endpoint = context.GetEndpoint();
        if (policies.Now.For(endpoint, siteWide: true).Query is not { } rules)
            return;
        foreach (var parameter in fragment.Sources.Query)
        {
            if (rules.Ignores(parameter, out var isUnlisted) && IsFirst((fragment.View, fragment.Name, parameter)))
                PageLog.FragmentByIgnoredQuery(logger, fragment.Name, fragment.View, parameter, SettingOf(endpoint, isUnlisted));
        }
    }

    private bool IsFirst((string View, string Fragment, string Parameter) warning)
    {
        if (_said.ContainsKey(warning) || Volatile.Read(ref _count) >= MaximumSaid || !_said.TryAdd(warning, true))
            return false;
        Interlocked.Increment(ref _count);
        return true;
    }

    private static string SettingOf(Endpoint? endpoint, bool isUnlisted)
    {
        var name = isUnlisted ? nameof(SiteCacheOptions.QueryKeys) : nameof(SiteCacheOptions.IgnoreQuery);
        var metadata = endpoint?.Metadata.GetMetadata<ICachePageMetadata>();
        return (isUnlisted ? metadata?.QueryKeys : metadata?.IgnoreQuery) is null ? $"SiteCache:{name}" : $"{name} of {endpoint!.DisplayName}";
    }
}
