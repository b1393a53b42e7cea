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
        if (record?.Vary is { } learnt)
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

    public override async ValueTask<bool> StoreAsync(PageKey key, PageUrl url, string keyPrefix, PageEntry page)
    {
        if (page.Generation is not { IsOver: false })
            return false;
        var timeout = TimeSpan.FromMilliseconds(page.Timeout);
        if (!page.Vary.IsEmpty)
            await Cache.SetAsync(key.NameIn(thisProcess: true), PageRecord.Of(page.Vary), timeout).ConfigureAwait(false);
        await Cache.SetAsync(new PageKey(page.Key).NameIn(thisProcess: true), PageRecord.Of(page), timeout).ConfigureAwait(false);
        return !page.Generation.IsOver;
    }

    // The generation in this process is the only one, and the caller has ended it.
    public override ValueTask RemoveAsync(PageUrl url, string keyPrefix, CancellationToken cancellationToken) => default;

    private async ValueTask<PageRecord?> ReadAsync(PageKey key) =>
        (await Cache.TryGetAsync<PageRecord>(key.NameIn(thisProcess: true)).ConfigureAwait(false)).GetValueOrDefault();
}
