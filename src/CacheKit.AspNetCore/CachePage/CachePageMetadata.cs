using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Policies;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.CachePage;

/// <summary>What <c>.CachePage()</c> says.</summary>
internal sealed record CachePageMetadata(TimeSpan Timeout, string? Cache, string? KeyPrefix, int? ClientSeconds) : ICachePageMetadata
{
    public bool AllowAuthenticated { get; init; }

    public bool VaryByUser { get; init; }

    public IReadOnlyCollection<string>? IgnoreQuery { get; init; }

    public IReadOnlyCollection<string>? QueryKeys { get; init; }

    public bool? SortQuery { get; init; }

    public Func<HttpContext, object?>? VaryBy { get; init; }

    public StaleTimes Stale { get; init; }

    public PageTagTemplate[] Tags { get; init; } = [];
}
