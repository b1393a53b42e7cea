using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>The pages in one cache.</summary>
internal abstract class PageStore(ICache cache)
{
    public string Alias => Cache.Alias;

    /// <summary>Whether a look costs no more than a look into memory, so that it is worth one of its own before waiting for others.</summary>
    public abstract bool IsInThisProcess { get; }

    protected ICache Cache { get; } = cache;

    /// <summary>Looks for the variant of a page that a request asks for.</summary>
    /// <param name="key">The page's key without the headers that it varies by.</param>
    /// <param name="groups">What it is removed with; null where <see cref="IsInThisProcess"/>.</param>
    /// <param name="keyPrefix">The prefix that the key was made with.</param>
    /// <param name="headers">The request's headers.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public abstract ValueTask<PageLookup> FindAsync(PageKey key, PageGroups? groups, string keyPrefix, IHeaderDictionary headers, CancellationToken cancellationToken);

    /// <summary>The key of the variant that a request most likely asks for, told without asking the cache.</summary>
    public abstract PageKey Guess(PageKey key, IHeaderDictionary headers);

    /// <summary>The generations that a page which is about to be made will belong to.</summary>
    /// <param name="lookup">What was found just before.</param>
    /// <param name="groups">What it is removed with.</param>
    /// <param name="keyPrefix">The prefix of its key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public abstract ValueTask<StoredGenerations> EnterGenerationsAsync(PageLookup lookup, PageGroups groups, string keyPrefix, CancellationToken cancellationToken);

    /// <summary>The generations of tags that were added to a page while it was made.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="keyPrefix">The prefix of the page's key.</param>
    /// <param name="removals">What <see cref="EnterGenerationsAsync"/> said of removals when the making began.</param>
    /// <returns>One for each; null when one of the tags may have been removed since.</returns>
    public abstract ValueTask<Guid[]?> EnterLateAsync(string[] tags, string keyPrefix, Guid removals);

    /// <summary>Stores a page.</summary>
    /// <param name="key">The page's key without the headers that it varies by.</param>
    /// <param name="url">Its URL.</param>
    /// <param name="keyPrefix">The prefix of its key.</param>
    /// <param name="page">The page.</param>
    /// <returns>False when the page's URL or one of its tags has been removed since it was begun.</returns>
    public abstract ValueTask<bool> StoreAsync(PageKey key, PageUrl url, string keyPrefix, PageEntry page);

    /// <summary>Forgets one page.</summary>
    public async ValueTask DropAsync(PageEntry page) =>
        await Cache.DeleteAsync(new PageKey(page.Key).NameIn(IsInThisProcess)).ConfigureAwait(false);

    /// <summary>Makes the cache forget the generation of a URL, and with it its pages.</summary>
    public abstract ValueTask RemoveAsync(PageUrl url, string keyPrefix, CancellationToken cancellationToken);

    /// <summary>Makes the cache forget the generation of a tag, and with it the tag's pages.</summary>
    public abstract ValueTask RemoveTagAsync(string tag, string keyPrefix, CancellationToken cancellationToken);
}
