using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Stores;

namespace CacheKit.AspNetCore.PageCache.Making;

/// <summary>The generations of a page's groups when its making began.</summary>
/// <param name="Removals">How many removals there had been in this process.</param>
/// <param name="Stored">Those in the cache.</param>
internal sealed record TargetGenerations(long Removals, StoredGenerations Stored)
{
    /// <summary>The URL's, in this process; null until it is asked for by <see cref="TryEnter"/>.</summary>
    public PageGeneration? Url { get; private set; }

    /// <summary>Those of the tags that its endpoint gives it, in this process; known with <see cref="Url"/>.</summary>
    public PageGeneration[] Tags { get; private set; } = [];

    public static TargetGenerations Now(PageGenerations generations, PageGroups groups)
    {
        var now = Later(generations);
        now.Enter(generations, groups);
        return now;
    }

    /// <summary>
    /// Those of now as well, but not looked up as long as nobody asks: most of these pages will not be stored. A removal of
    /// others may then be taken for one of theirs, which costs the page its place until the next request.
    /// </summary>
    // The count first: what is removed in between counts as removed since.
    public static TargetGenerations Later(PageGenerations generations) => new(generations.Removals, StoredGenerations.None);

    /// <summary>Whether they are known, or can still be told: nothing of the page's has been removed since its making began.</summary>
    public bool TryEnter(PageGenerations generations, PageGroups groups)
    {
        if (Url is not null)
            return true;
        Enter(generations, groups);
        return Url!.Since <= Removals && Array.TrueForAll(Tags, tag => tag.Since <= Removals);
    }

    private void Enter(PageGenerations generations, PageGroups groups)
    {
        Url = generations.Current(PageGroup.Of(groups.Url));
        Tags = generations.Current(groups.Tags);
    }
}
