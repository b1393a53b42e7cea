using CacheKit.AspNetCore.PageCache.Policies;
using CacheKit.AspNetCore.PageCache.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;

namespace CacheKit.AspNetCore.PageCache.Keys;

/// <summary>What a request's page depends on beside its URL and the headers that it names; found out once for each request.</summary>
internal readonly record struct PageParts
{
    /// <summary>Null without request localization.</summary>
    public IRequestCultureFeature? Culture { get; init; }

    /// <summary>Null where none is set.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>What the application's own delegates say, as one text; null without any.</summary>
    public string? Values { get; init; }

    /// <summary>Who the request comes from.</summary>
    public RequestStanding Standing { get; init; }

    // hot path: two features, and two fields of a policy that asks for no more
    public static PageParts Of(HttpContext context, PagePolicy policy, PageCacheFeature feature) => new()
    {
        Culture = context.Features.Get<IRequestCultureFeature>(),
        TimeZone = context.Features.Get<ITimeZoneFeature>()?.TimeZone ?? policy.TimeZone?.Invoke(context),
        Standing = feature.Standing,
        Values = policy.VaryBy.Length == 0 ? null : ValuesOf(context, policy.VaryBy),
    };

    private static string ValuesOf(HttpContext context, Func<HttpContext, object?>[] varyBy)
    {
        var text = new VaryText();
        text.AppendList(varyBy.Select(value => value(context)));
        return text.ToString();
    }
}
