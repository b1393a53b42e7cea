using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Requests;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>What is known of one request, for the application and for our own parts; there is one per request.</summary>
internal sealed class PageCacheFeature : IPageCacheFeature
{
    // Null as long as nobody has added one, as for most requests.
    private HashSet<string>? _tags;

    public PageCacheOutcome Outcome { get; set; }

    public TimeSpan? Age { get; set; }

    public TimeSpan? Timeout { get; set; }

    /// <summary>Who the request comes from.</summary>
    public RequestStanding Standing { get; set; }

    /// <summary>The stored page that the request is answered with, if it is.</summary>
    public PageEntry? Served { get; set; }

    /// <summary>Whether a page was looked for; otherwise the cache has let the request pass.</summary>
    public bool WasLookedFor { get; set; }

    /// <summary>Whether a page that is stored was not fresh enough for what the request asks.</summary>
    public bool PassedStoredPageBy { get; set; }

    /// <summary>What the page was made with that is one user's own; null for nothing so far.</summary>
    public PageCacheOutcome? MadeWith { get; private set; }

    /// <summary>Whether the page holds a fragment that varies by user.</summary>
    public bool HoldsFragmentByUser { get; set; }

    /// <summary>Whether it is the fragment of a user who is signed in.</summary>
    public bool HoldsFragmentOfUser { get; set; }

    /// <summary>The page goes with these tags too. Several branches of the application may say so at once.</summary>
    public void AddTags(IEnumerable<string> tags)
    {
        lock (this)
            (_tags ??= new(StringComparer.Ordinal)).UnionWith(tags);
    }

    /// <summary>The tags that code has added, but for those that the page has anyway.</summary>
    public string[] TagsBeside(string[] known)
    {
        lock (this)
            return _tags is null ? [] : [.. _tags.Except(known)];
    }

    /// <summary>Whether the page has more tags than a page can have.</summary>
    public bool HasTooManyTags(string[] known) => known.Length + TagsBeside(known).Length > PageTags.MaximumCount;

    /// <summary>The page is being made with what belongs to one user.</summary>
    public void MakesUseOf(PageCacheOutcome what) => MadeWith ??= what;
}
