using CacheKit.AspNetCore.PageCache.Entries;

namespace CacheKit.AspNetCore.PageCache.Copies;

/// <summary>A page that lies in a cache of bytes, as this process keeps it at hand, with what says whether it may be served.</summary>
/// <param name="page">The page.</param>
/// <param name="names">Under which names the cache has its stamp, and the generations of its URL and of its tags.</param>
internal sealed class PageCopy(PageEntry page, string[] names)
{
    // What an object costs beside its characters and references, roughly.
    private const int ObjectOverhead = 32;

    public PageEntry Page => page;

    /// <summary>The names that say whether it may be served.</summary>
    public string[] Names => names;

    /// <summary>What must stand under them.</summary>
    public Guid[] Values { get; } = [page.Stamp, page.StoredGeneration, .. page.Tags.Select(static tag => tag.StoredGeneration)];

    /// <summary>Whether what stands under the names is what must.</summary>
    public bool IsCurrent(ReadOnlySpan<CacheValue<PageRecord>> found)
    {
        for (var i = 0; i < Values.Length; i++)
        {
            if (Values[i] == Guid.Empty || found[i].GetValueOrDefault()?.Generation != Values[i])
                return false;
        }

        return true;
    }

    /// <summary>The approximate bytes that it takes, its key not counted.</summary>
    public long Size
    {
        get
        {
            long size = (8 * ObjectOverhead) + page.Body.Length;
            foreach (var (name, values) in page.Headers)
                size += (2 * ObjectOverhead) + (2L * (name.Length + values.Sum(static value => ObjectOverhead + (value?.Length ?? 0))));
            foreach (var tag in page.Tags)
                size += (2 * ObjectOverhead) + (2L * tag.Name.Length);
            foreach (var name in names)
                size += (2 * ObjectOverhead) + (2L * name.Length);
            return size;
        }
    }

    /// <summary>The generations of the tags that its endpoint gives it; null when it lacks one of them.</summary>
    // A release that gives its pages a new tag makes them anew: the old ones would not go with it.
    public Guid?[]? GenerationsOf(string[] tags)
    {
        if (tags.Length == 0)
            return [];
        var generations = new Guid?[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            var place = Array.FindIndex(page.Tags, tag => tag.Name == tags[i]);
            if (place < 0)
                return null;
            generations[i] = page.Tags[place].StoredGeneration;
        }

        return generations;
    }
}
