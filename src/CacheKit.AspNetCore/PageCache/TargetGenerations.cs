namespace CacheKit.AspNetCore.PageCache;

/// <summary>The generations of a page's groups when its making began.</summary>
/// <param name="Url">The URL's, in this process.</param>
/// <param name="Tags">Those of the tags that its endpoint gives it, in this process.</param>
/// <param name="Removals">How many removals there had been in this process: for the tags that its code adds.</param>
/// <param name="Stored">Those in the cache.</param>
internal sealed record TargetGenerations(PageGeneration Url, PageGeneration[] Tags, long Removals, StoredGenerations Stored)
{
    public static TargetGenerations Now(PageGenerations generations, PageGroups groups)
    {
        // The count first: what is removed in between counts as removed since.
        var removals = generations.Removals;
        return new(generations.Current(PageGroup.Of(groups.Url)), generations.Current(groups.Tags), removals, StoredGenerations.None);
    }
}
