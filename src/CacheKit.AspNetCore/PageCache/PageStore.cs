using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>The pages in one cache.</summary>
internal abstract class PageStore(ICache cache, ContentEncodings encodings)
{
    private const int GateCount = 64;

    public string Alias => Cache.Alias;

    /// <summary>Whether a look costs no more than a look into memory, so that it is worth one of its own before waiting for others.</summary>
    public abstract bool IsInThisProcess { get; }

    /// <summary>What <c>Accept-Encoding</c> means to the application.</summary>
    public ContentEncodings Encodings { get; } = encodings;

    // What is known of a page's variants is read, changed and written: one at a time, or the count would lose some.
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, GateCount).Select(static _ => new SemaphoreSlim(1))];

    protected ICache Cache { get; } = cache;

    /// <summary>Looks for the variant of a page that a request asks for.</summary>
    /// <param name="key">The page's key without the headers that it varies by.</param>
    /// <param name="url">Its URL; null where <see cref="IsInThisProcess"/>.</param>
    /// <param name="keyPrefix">The prefix that the key was made with.</param>
    /// <param name="headers">The request's headers.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public abstract ValueTask<PageLookup> FindAsync(PageKey key, PageUrl? url, string keyPrefix, IHeaderDictionary headers, CancellationToken cancellationToken);

    /// <summary>The key of the variant that a request most likely asks for, told without asking the cache.</summary>
    public abstract PageKey Guess(PageKey key, IHeaderDictionary headers);

    /// <summary>The URL's generation that a page which is about to be made will belong to.</summary>
    /// <param name="lookup">What was found just before.</param>
    /// <param name="url">The URL.</param>
    /// <param name="keyPrefix">The prefix of its pages.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public abstract ValueTask<Guid> EnterGenerationAsync(PageLookup lookup, PageUrl url, string keyPrefix, CancellationToken cancellationToken);

    /// <summary>Stores a page.</summary>
    /// <param name="key">The page's key without the headers that it varies by.</param>
    /// <param name="url">Its URL.</param>
    /// <param name="keyPrefix">The prefix of its pages.</param>
    /// <param name="page">The page.</param>
    /// <returns>
    /// <see cref="PageCacheOutcome.Stored"/>; or <see cref="PageCacheOutcome.Removed"/> when the URL's pages have been removed since
    /// it was begun, <see cref="PageCacheOutcome.TooManyVariants"/> when there are as many as may be.
    /// </returns>
    public async ValueTask<PageCacheOutcome> StoreAsync(PageKey key, PageUrl url, string keyPrefix, PageEntry page)
    {
        if (page.Vary.IsEmpty)
            return await StoreOnlyAsync(url, keyPrefix, page).ConfigureAwait(false);
        var gate = _gates[string.GetHashCode(key.Canonical, StringComparison.Ordinal) & (GateCount - 1)];
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            return await StoreVariantAsync(key, url, keyPrefix, page).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Stores a page that is the only one of its key.</summary>
    protected abstract ValueTask<PageCacheOutcome> StoreOnlyAsync(PageUrl url, string keyPrefix, PageEntry page);

    /// <summary>Stores a page and what is then known of the variants of its key, if there is room for it; one at a time for each key.</summary>
    protected abstract ValueTask<PageCacheOutcome> StoreVariantAsync(PageKey key, PageUrl url, string keyPrefix, PageEntry page);

    /// <summary>Makes the cache forget the URL's generation, and with it its pages.</summary>
    public abstract ValueTask RemoveAsync(PageUrl url, string keyPrefix, CancellationToken cancellationToken);
}
