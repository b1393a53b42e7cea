using CacheKit.AspNetCore.CachePage;
using CacheKit.AspNetCore.Diagnostics;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Requests;
using CacheKit.AspNetCore.SiteCache;
using CacheKit.Configuration;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>Checks when the host starts what can be checked then, so that a wrong configuration ends the start.</summary>
internal sealed class PagesStart(
    IServiceProvider services, ICaches caches, SiteCacheSettings settings, PageCacheUsage usage,
    IHostEnvironment environment, ILogger<PagesStart> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        CheckAlias(settings.Alias, "SiteCache:Alias", errors);
        Throw(errors);
        // Their options are made now: what is wrong with them is not for the first request to find.
        _ = services.GetRequiredService<PrivateCookies>();
        _ = services.GetRequiredService<ContentEncodings>();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Only now are all endpoints mapped.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        foreach (var endpoint in services.GetService<EndpointDataSource>()?.Endpoints ?? [])
        {
            if (endpoint.Metadata.GetMetadata<ICachePageMetadata>() is { } metadata)
                Check(endpoint, metadata, errors);
        }

        Throw(errors);
        if (usage.IsSiteWide && settings.Hosts.Count == 0 && !environment.IsDevelopment() && AnswersToAnyHost())
            PageLog.AnyHost(logger);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // What host filtering goes by: its options where code has set them, else the configuration, read as it reads it.
    private bool AnswersToAnyHost()
    {
        IList<string> allowed = services.GetService<IOptions<HostFilteringOptions>>()?.Value.AllowedHosts ?? [];
        if (allowed.Count == 0)
            allowed = services.GetService<IConfiguration>()?["AllowedHosts"]?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return allowed.Count == 0 || allowed.Any(static host => host is "*" or "[::]" or "0.0.0.0");
    }

    private static void Throw(List<string> errors)
    {
        if (errors.Count > 0)
            throw new CacheConfigurationException(errors);
    }

    private void Check(Endpoint endpoint, ICachePageMetadata metadata, List<string> errors)
    {
        if (metadata.Cache is { } alias)
            CheckAlias(alias, $"The cache of [CachePage] on {endpoint.DisplayName}", errors);
        foreach (var pattern in (metadata.IgnoreQuery ?? []).Concat(metadata.QueryKeys ?? []).Where(static pattern => !QueryRules.IsPattern(pattern)))
            errors.Add($"[CachePage] on {endpoint.DisplayName} has {SettingText.Quote(pattern)} as a parameter of the query; {QueryRules.Expected}");
        if (metadata is { AllowAuthenticated: true, VaryByUser: true })
            errors.Add($"[CachePage] on {endpoint.DisplayName} says both AllowAuthenticated (one page for all) and VaryByUser (one for each user); keep the one that is true of its pages.");
        if (endpoint is RouteEndpoint routed)
            CheckTags(routed, metadata.Tags);
        if (!usage.HasMiddleware
            && endpoint.Metadata.GetMetadata<CachePageServed>() is null
            && endpoint.Metadata.GetMetadata<ActionDescriptor>() is null)
            PageLog.AttributeWithoutEffect(logger, endpoint.DisplayName);
    }

    // A warning, not an error: what is routed dynamically may bring values that its pattern does not name.
    private void CheckTags(RouteEndpoint endpoint, PageTagTemplate[] tags)
    {
        var pattern = endpoint.RoutePattern;
        foreach (var tag in tags)
        {
            foreach (var name in tag.Names)
            {
                if (pattern.GetParameter(name) is null && !pattern.Defaults.ContainsKey(name) && !pattern.RequiredValues.ContainsKey(name))
                    PageLog.TagWithoutValue(
                        logger, tag.Text, endpoint.DisplayName, name, string.Join(", ", pattern.Parameters.Select(static parameter => parameter.Name)));
            }
        }
    }

    private void CheckAlias(string alias, string what, List<string> errors)
    {
        if (!caches.Aliases.Contains(alias))
            errors.Add($"{what} is {SettingText.Quote(alias)}, which is no alias of the section Caches. {SettingText.Suggest(alias, caches.Aliases)}");
    }
}
