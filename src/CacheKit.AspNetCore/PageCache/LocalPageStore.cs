using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>
/// The pages in a cache that lives in this process and holds the objects themselves. An entry knows its generation, so
/// that a hit is one look, two where the page varies.
/// </summary>
internal sealed class LocalPageStore(ICache cache) : PageStore(cache)
{
    public override bool IsInThisProcess => true;

    // hot path
    public override async ValueTask<PageLookup> FindAsync(PageKey key, PageGroups? groups, string keyPrefix, IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        var record = await ReadAsync(key).ConfigureAwait(false);
        var vary = VaryHeaders.None;
        if (record?.Vary is { } learnt)
        {
            vary = learnt;
            key = key.Variant(learnt, headers);
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

    public override async ValueTask<bool> StoreAsync(PageKey key, PageUrl url, string keyPrefix, PageEntry page)
    {
        if (page.Generation is null || page.IsRemoved)
            return false;
        var timeout = page.KeptFor;
        if (!page.Vary.IsEmpty)
            await Cache.SetAsync(key.NameIn(thisProcess: true), PageRecord.Of(page.Vary), timeout).ConfigureAwait(false);
        await Cache.SetAsync(new PageKey(page.Key).NameIn(thisProcess: true), PageRecord.Of(page), timeout).ConfigureAwait(false);
        return !page.IsRemoved;
    }

    // It is the caller who ends the generation in this process.
    public override ValueTask RemoveAsync(PageUrl url, string keyPrefix, CancellationToken cancellationToken) => default;

    public override ValueTask RemoveTagAsync(string tag, string keyPrefix, CancellationToken cancellationToken) => default;

    private async ValueTask<PageRecord?> ReadAsync(PageKey key) =>
        (await Cache.TryGetAsync<PageRecord>(key.NameIn(thisProcess: true)).ConfigureAwait(false)).GetValueOrDefault();
}
