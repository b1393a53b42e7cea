using CacheKit.AspNetCore.PageCache.Keys;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache.Groups;

/// <summary>The groups that a request's page belongs to, as far as is known before it is made.</summary>
internal sealed class PageGroups
{
    private readonly PageUrlSource _source;
    private readonly QueryRules? _query;
    private PageUrl? _url;

    /// <param name="context">The request.</param>
    /// <param name="query">What counts of its query; null for all of it.</param>
    /// <param name="tags">The tags that its endpoint gives it.</param>
    public PageGroups(HttpContext context, QueryRules? query, string[] tags)
    {
        // As they are now: what runs behind us may rewrite the request.
        _source = PageUrlSource.Of(context);
        _query = query;
        Tags = tags;
    }

    /// <summary>Its URL; made when it is asked for, which no page that cannot be stored does.</summary>
    public PageUrl Url => _url ??= PageUrl.Of(_source, _query);

    /// <summary>The tags that its endpoint gives it.</summary>
    public string[] Tags { get; }
}
