using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache.Stores;

/// <summary>
/// The pages in a cache that lives in this process and holds the objects themselves. An entry knows its generation, so
/// that a hit is one look, two where the page varies.
/// </summary>
/// <param name="cache">The cache.</param>
/// <param name="encodings">What <c>Accept-Encoding</c> comes down to.</param>
/// <param name="admission">Decides which pages get in when the cache is full; null for all.</param>
internal sealed class LocalPageStore(ICache cache, ContentEncodings encodings, PageAdmission? admission) : PageStore(cache, encodings)
{
    public override bool IsInThisProcess => true;

    // hot path
    public override async ValueTask<PageLookup> FindAsync(
        PageKey key, PageGroups? groups, string keyPrefix, IHeaderDictionary headers, CancellationToken cancellationToken)
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
    public override ValueTask<StoredGenerations> EnterGenerationsAsync(
        PageLookup lookup, PageGroups groups, string keyPrefix, CancellationToken cancellationToken) =>
        new(StoredGenerations.None);

    public override ValueTask<Guid[]?> EnterLateAsync(string[] tags, string keyPrefix, Guid removals) => new(new Guid[tags.Length]);

    protected override async ValueTask<PageCacheOutcome> StoreOnlyAsync(PageUrl url, string keyPrefix, PageEntry page)
    {
        if (page.Generation is null || page.IsRemoved)
            return PageCacheOutcome.Removed;
        return await IsAdmittedAsync(page).ConfigureAwait(false) ? await PlaceAsync(page).ConfigureAwait(false) : PageCacheOutcome.NotAdmitted;
    }

    protected override async ValueTask<PageCacheOutcome> StoreVariantAsync(PageKey key, PageUrl url, string keyPrefix, PageEntry page)
    {
        if (page.Generation is null || page.IsRemoved)
            return PageCacheOutcome.Removed;
        if (PageVariants.With((await ReadAsync(key).ConfigureAwait(false))?.Variants, page) is not { } variants)
            return PageCacheOutcome.TooManyVariants;
        if (!await IsAdmittedAsync(page).ConfigureAwait(false))
            return PageCacheOutcome.NotAdmitted;
        await WriteAsync(key, PageRecord.Of(variants), TimeSpan.FromMilliseconds(variants.ExpiresAt - page.StoredAt)).ConfigureAwait(false);
        return await PlaceAsync(page).ConfigureAwait(false);
    }

    public override async ValueTask DropAsync(PageEntry page) =>
        await Cache.DeleteAsync(new PageKey(page.Key).NameIn(thisProcess: true)).ConfigureAwait(false);

    // It is the caller who ends the generation in this process.
    public override ValueTask RemoveAsync(PageUrl url, string keyPrefix, CancellationToken cancellationToken) => default;

    public override ValueTask RemoveTagAsync(string tag, string keyPrefix, CancellationToken cancellationToken) => default;

    private ValueTask WriteAsync(PageKey key, PageRecord record, TimeSpan timeout) =>
        Cache.SetAsync(key.NameIn(thisProcess: true), record, timeout);

    // A page that has its place already takes no other's.
    private async ValueTask<bool> IsAdmittedAsync(PageEntry page) =>
        admission is null || admission.Admits(page) || await Cache.ContainsAsync(new PageKey(page.Key).NameIn(thisProcess: true)).ConfigureAwait(false);

    private async ValueTask<PageCacheOutcome> PlaceAsync(PageEntry page)
    {
        await WriteAsync(new PageKey(page.Key), PageRecord.Of(page), page.KeptFor).ConfigureAwait(false);
        return page.IsRemoved ? PageCacheOutcome.Removed : PageCacheOutcome.Stored;
    }

    private async ValueTask<PageRecord?> ReadAsync(PageKey key) =>
        (await Cache.TryGetAsync<PageRecord>(key.NameIn(thisProcess: true)).ConfigureAwait(false)).GetValueOrDefault();
}
