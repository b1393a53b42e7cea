using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>
/// The pages in a cache that lives in this process and holds the objects themselves. An entry knows its generation, so
/// that a hit is one look, two where the page varies.
/// </summary>
internal sealed class LocalPageStore(ICache cache, ContentEncodings encodings) : PageStore(cache, encodings)
{
    public override bool IsInThisProcess => true;

    // hot path
    public override async ValueTask<PageLookup> FindAsync(PageKey key, PageUrl? url, string keyPrefix, IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        var record = await ReadAsync(key).ConfigureAwait(false);
        var vary = VaryHeaders.None;
        if (record?.Variants?.Vary is { } learnt)
        {
            vary = learnt;
            key = key.Variant(learnt, headers, Encodings);
            record = await ReadAsync(key).ConfigureAwait(false);
        }

        var page = record?.Page is { Generation.IsOver: false } found && found.Key == key.Canonical ? found : null;
        return new PageLookup(page, key, vary, null);
    }

    public override PageKey Guess(PageKey key, IHeaderDictionary headers) => key;

    public override ValueTask<Guid> EnterGenerationAsync(PageLookup lookup, PageUrl url, string keyPrefix, CancellationToken cancellationToken) => default;

    protected override async ValueTask<PageCacheOutcome> StoreOnlyAsync(PageUrl url, string keyPrefix, PageEntry page)
    {
        if (page.Generation is not { IsOver: false })
            return PageCacheOutcome.Removed;
        await WriteAsync(new PageKey(page.Key), PageRecord.Of(page), page.Timeout).ConfigureAwait(false);
        return page.Generation.IsOver ? PageCacheOutcome.Removed : PageCacheOutcome.Stored;
    }

    protected override async ValueTask<PageCacheOutcome> StoreVariantAsync(PageKey key, PageUrl url, string keyPrefix, PageEntry page)
    {
        if (PageVariants.With((await ReadAsync(key).ConfigureAwait(false))?.Variants, page) is not { } variants)
            return PageCacheOutcome.TooManyVariants;
        await WriteAsync(key, PageRecord.Of(variants), variants.ExpiresAt - page.StoredAt).ConfigureAwait(false);
        return await StoreOnlyAsync(url, keyPrefix, page).ConfigureAwait(false);
    }

    // The generation in this process is the only one, and the caller has ended it.
    public override ValueTask RemoveAsync(PageUrl url, string keyPrefix, CancellationToken cancellationToken) => default;

    private ValueTask WriteAsync(PageKey key, PageRecord record, long milliseconds) =>
        Cache.SetAsync(key.NameIn(thisProcess: true), record, TimeSpan.FromMilliseconds(milliseconds));

    private async ValueTask<PageRecord?> ReadAsync(PageKey key) =>
        (await Cache.TryGetAsync<PageRecord>(key.NameIn(thisProcess: true)).ConfigureAwait(false)).GetValueOrDefault();
}
