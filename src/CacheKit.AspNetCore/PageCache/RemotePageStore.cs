using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>
/// The pages in a cache of bytes, which other processes may share. Page and generation are read in one round trip; the
/// names are digests, and what they stand for is compared on read.
/// </summary>
internal sealed class RemotePageStore(ICache cache, ContentEncodings encodings) : PageStore(cache, encodings)
{
    /// <summary>How long a generation lasts at least. When it expires, its pages are made anew.</summary>
    private static readonly TimeSpan _generationTimeout = TimeSpan.FromDays(1);

    private readonly VaryHints _hints = new();

    public override bool IsInThisProcess => false;

    public override async ValueTask<PageLookup> FindAsync(PageKey key, PageUrl? url, string keyPrefix, IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        var hinted = _hints.Find(key);
        var wanted = key.Variant(hinted, headers, Encodings);
        var pageName = wanted.NameIn(thisProcess: false);
        var generationName = GenerationName(url!.Value, keyPrefix);
        var found = await Cache.GetManyAsync<PageRecord>([pageName, generationName], cancellationToken).ConfigureAwait(false);
        var record = found.GetValueOrDefault(pageName);
        var vary = hinted;
        if (record?.Variants?.Vary is { } learnt && !learnt.Equals(hinted))
        {
            _hints.Remember(key, learnt);
            vary = learnt;
            wanted = key.Variant(learnt, headers, Encodings);
            record = (await Cache.TryGetAsync<PageRecord>(wanted.NameIn(thisProcess: false), cancellationToken).ConfigureAwait(false)).GetValueOrDefault();
        }

        var generation = found.GetValueOrDefault(generationName)?.Generation;
        var page = record?.Page is { } stored && stored.Key == wanted.Canonical && stored.StoredGeneration == generation ? stored : null;
        return new PageLookup(page, wanted, vary, generation);
    }

    public override PageKey Guess(PageKey key, IHeaderDictionary headers) => key.Variant(_hints.Find(key), headers, Encodings);

    public override async ValueTask<Guid> EnterGenerationAsync(PageLookup lookup, PageUrl url, string keyPrefix, CancellationToken cancellationToken)
    {
        if (lookup.StoredGeneration is { } current)
            return current;
        var record = await Cache.GetOrSetValueAsync(GenerationName(url, keyPrefix), PageRecord.Of(Guid.NewGuid()), _generationTimeout, cancellationToken).ConfigureAwait(false);
        // Anything else under that name is not ours: a page of no generation is never stored.
        return record.Generation ?? Guid.Empty;
    }

    protected override async ValueTask<PageCacheOutcome> StoreOnlyAsync(PageUrl url, string keyPrefix, PageEntry page)
    {
        var generationName = GenerationName(url, keyPrefix);
        var current = (await Cache.TryGetAsync<PageRecord>(generationName).ConfigureAwait(false)).GetValueOrDefault();
        if (!IsOfGeneration(page, current))
            return PageCacheOutcome.Removed;
        await WriteAsync(page, generationName).ConfigureAwait(false);
        return PageCacheOutcome.Stored;
    }

    protected override async ValueTask<PageCacheOutcome> StoreVariantAsync(PageKey key, PageUrl url, string keyPrefix, PageEntry page)
    {
        var (generationName, variantsName) = (GenerationName(url, keyPrefix), key.NameIn(thisProcess: false));
        var found = await Cache.GetManyAsync<PageRecord>([generationName, variantsName]).ConfigureAwait(false);
        if (!IsOfGeneration(page, found.GetValueOrDefault(generationName)))
            return PageCacheOutcome.Removed;
        if (PageVariants.With(found.GetValueOrDefault(variantsName)?.Variants, page) is not { } variants)
            return PageCacheOutcome.TooManyVariants;
        await Cache.SetAsync(variantsName, PageRecord.Of(variants), TimeSpan.FromMilliseconds(variants.ExpiresAt - page.StoredAt)).ConfigureAwait(false);
        _hints.Remember(key, page.Vary);
        await WriteAsync(page, generationName).ConfigureAwait(false);
        return PageCacheOutcome.Stored;
    }

    public override async ValueTask RemoveAsync(PageUrl url, string keyPrefix, CancellationToken cancellationToken) =>
        await Cache.DeleteAsync(GenerationName(url, keyPrefix), cancellationToken).ConfigureAwait(false);

    private async ValueTask WriteAsync(PageEntry page, string generationName)
    {
        var timeout = TimeSpan.FromMilliseconds(page.Timeout);
        await Cache.SetAsync(new PageKey(page.Key).NameIn(thisProcess: false), PageRecord.Of(page), timeout).ConfigureAwait(false);
        if (timeout > _generationTimeout / 2)
            await Cache.TouchAsync(generationName, timeout > _generationTimeout ? timeout : _generationTimeout).ConfigureAwait(false);
    }

    private static bool IsOfGeneration(PageEntry page, PageRecord? current) =>
        page.StoredGeneration != Guid.Empty && current?.Generation == page.StoredGeneration;

    private static string GenerationName(PageUrl url, string keyPrefix)
    {
        var text = new CanonicalText(stackalloc char[256]);
        text.Append(keyPrefix);
        text.Append(url.Text);
        return PageKey.Hash("page-url:#", text.Finish());
    }
}
