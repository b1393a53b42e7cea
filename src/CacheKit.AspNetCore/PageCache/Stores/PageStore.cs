using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.TimeLimits;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache.Stores;

/// <summary>The pages in one cache.</summary>
internal abstract class PageStore(ICache cache, ContentEncodings encodings)
{
    private const int GateCount = 64;
    private const int FlightCount = 1024;

    // What is known of a page's variants is read, changed and written: one at a time, or the count would lose some.
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, GateCount).Select(static _ => new SemaphoreSlim(1))];

    // How many flights are under way; a count may stand for several pages.
    private readonly int[] _flights = new int[FlightCount];

    // Null where the cache needs no limit.
    private readonly LimitedCache? _limited = cache as LimitedCache;

    private long _landings;

    public string Alias => Cache.Alias;

    /// <summary>Whether the cache is left alone just now, since it has not answered in time.</summary>
    public bool IsSilent => _limited is { IsSilent: true };

    /// <summary>Whether a removal that fails is made up for before a page is read again.</summary>
    public bool Remembers => _limited is { Remembers: true };

    /// <summary>Whether a look costs no more than a look into memory, so that it is worth one of its own before waiting for others.</summary>
    public abstract bool IsInThisProcess { get; }

    /// <summary>What <c>Accept-Encoding</c> means to the application.</summary>
    public ContentEncodings Encodings { get; } = encodings;

    /// <summary>How many flights to its pages have ended: what was found before one did may not be all that is there.</summary>
    public long Landings => Interlocked.Read(ref _landings);

    protected ICache Cache { get; } = cache;

    /// <summary>Whether to look for a page at all; of those who come when a silent cache is to be tried again only one is told to.</summary>
    public bool MayAsk() => _limited?.MayAsk() ?? true;

    /// <summary>Whether a flight to a page is under way, or to another that shares its place: then there is no need to look first.</summary>
    // hot path
    public bool IsBeingMade(PageKey key) => Volatile.Read(ref FlightsTo(key)) > 0;

    /// <summary>A flight to a page begins.</summary>
    public void NoteDeparture(PageKey key) => Interlocked.Increment(ref FlightsTo(key));

    /// <summary>A flight to a page is about to end.</summary>
    public void NoteLanding(PageKey key)
    {
        Interlocked.Increment(ref _landings);
        Interlocked.Decrement(ref FlightsTo(key));
    }

    /// <summary>Looks for the variant of a page that a request asks for.</summary>
    /// <param name="key">The page's key without the headers that it varies by.</param>
    /// <param name="groups">What it is removed with; null where <see cref="IsInThisProcess"/>.</param>
    /// <param name="keyPrefix">The prefix that the key was made with.</param>
    /// <param name="headers">The request's headers.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public abstract ValueTask<PageLookup> FindAsync(
        PageKey key, PageGroups? groups, string keyPrefix, IHeaderDictionary headers, CancellationToken cancellationToken);

    /// <summary>The key of the variant that a request most likely asks for, told without asking the cache.</summary>
    public abstract PageKey Guess(PageKey key, IHeaderDictionary headers);

    /// <summary>The generations that a page which is about to be made will belong to.</summary>
    /// <param name="lookup">What was found just before.</param>
    /// <param name="groups">What it is removed with.</param>
    /// <param name="keyPrefix">The prefix of its key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public abstract ValueTask<StoredGenerations> EnterGenerationsAsync(
        PageLookup lookup, PageGroups groups, string keyPrefix, CancellationToken cancellationToken);

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
    /// <returns>
    /// <see cref="PageCacheOutcome.Stored"/>; or <see cref="PageCacheOutcome.Removed"/> when the page's URL or one of its tags has been
    /// removed since it was begun, <see cref="PageCacheOutcome.TooManyVariants"/> when there are as many as may be,
    /// <see cref="PageCacheOutcome.NotAdmitted"/> when the cache is full and the page was never asked for,
    /// <see cref="PageCacheOutcome.CacheFailed"/> while the cache is silent.
    /// </returns>
    public async ValueTask<PageCacheOutcome> StoreAsync(PageKey key, PageUrl url, string keyPrefix, PageEntry page)
    {
        if (page.Vary.IsEmpty)
            return IsSilent ? PageCacheOutcome.CacheFailed : await StoreOnlyAsync(url, keyPrefix, page).ConfigureAwait(false);
        var gate = _gates[string.GetHashCode(key.Canonical, StringComparison.Ordinal) & (GateCount - 1)];
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            // Who was before us may have had no answer: we have waited for that already.
            return IsSilent ? PageCacheOutcome.CacheFailed : await StoreVariantAsync(key, url, keyPrefix, page).ConfigureAwait(false);
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

    /// <summary>Forgets one page.</summary>
    public abstract ValueTask DropAsync(PageEntry page);

    /// <summary>Makes the cache forget the generation of a URL, and with it its pages.</summary>
    public abstract ValueTask RemoveAsync(PageUrl url, string keyPrefix, CancellationToken cancellationToken);

    /// <summary>Makes the cache forget the generation of a tag, and with it the tag's pages.</summary>
    public abstract ValueTask RemoveTagAsync(string tag, string keyPrefix, CancellationToken cancellationToken);

    private ref int FlightsTo(PageKey key) => ref _flights[string.GetHashCode(key.Canonical, StringComparison.Ordinal) & (FlightCount - 1)];
}
