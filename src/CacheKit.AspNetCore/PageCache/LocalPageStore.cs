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
    public override async ValueTask<PageLookup> FindAsync(PageKey key, PageGroups? groups, string keyPrefix, IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        var record = await ReadAsync(key).ConfigureAwait(false);
        var vary = VaryHeaders.None;
        if (record?.Variants?.Vary is { } learnt)
        {
            vary = learnt;
            key = key.Variant(learnt, headers, Encodings);
            record = await ReadAsync(key).ConfigureAwait(false);
        }

        var page = record?.Page is { Generation: not null, IsRemoved: false } found && found.Key == key.Canonical ? found : null;
        return new PageLookup(page, key, vary);
    }

    public override PageKey Guess(PageKey key, IHeaderDictionary headers) => key;

    // The generations in this process are the only ones.
    public override ValueTask<StoredGenerations> EnterGenerationsAsync(PageLookup lookup, PageGroups groups, string keyPrefix, CancellationToken cancellationToken) =>
        new(StoredGenerations.None);

    public override ValueTask<Guid[]?> EnterLateAsync(string[] tags, string keyPrefix, Guid removals) => new(new Guid[tags.Length]);

    protected override async ValueTask<PageCacheOutcome> StoreOnlyAsync(PageUrl url, string keyPrefix, PageEntry page)
    {
        if (page.Generation is null || page.IsRemoved)
            return PageCacheOutcome.Removed;
        await WriteAsync(new PageKey(page.Key), PageRecord.Of(page), page.KeptFor).ConfigureAwait(false);
        return page.IsRemoved ? PageCacheOutcome.Removed : PageCacheOutcome.Stored;
    }

    protected override async ValueTask<PageCacheOutcome> StoreVariantAsync(PageKey key, PageUrl url, string keyPrefix, PageEntry page)
    {
        if (PageVariants.With((await ReadAsync(key).ConfigureAwait(false))?.Variants, page) is not { } variants)
            return PageCacheOutcome.TooManyVariants;
        await WriteAsync(key, PageRecord.Of(variants), TimeSpan.FromMilliseconds(variants.ExpiresAt - page.StoredAt)).ConfigureAwait(false);
        return await StoreOnlyAsync(url, keyPrefix, page).ConfigureAwait(false);
    }

    // It is the caller who ends the generation in this process.
    public override ValueTask RemoveAsync(PageUrl url, string keyPrefix, CancellationToken cancellationToken) => default;

    public override ValueTask RemoveTagAsync(string tag, string keyPrefix, CancellationToken cancellationToken) => default;

    private ValueTask WriteAsync(PageKey key, PageRecord record, TimeSpan timeout) =>
        Cache.SetAsync(key.NameIn(thisProcess: true), record, timeout);

    private async ValueTask<PageRecord?> ReadAsync(PageKey key) =>
        (await Cache.TryGetAsync<PageRecord>(key.NameIn(thisProcess: true)).ConfigureAwait(false)).GetValueOrDefault();
}
