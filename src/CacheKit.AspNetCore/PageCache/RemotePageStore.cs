using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>
/// The pages in a cache of bytes, which other processes may share. A page and the generations of its URL and of the tags
/// that its endpoint gives it are read in one round trip; the names are digests, and what they stand for is compared on
/// read.
/// </summary>
internal sealed class RemotePageStore(ICache cache, ContentEncodings encodings) : PageStore(cache, encodings)
{
    private readonly VaryHints _hints = new();
    private readonly StoredPageGenerations _generations = new(cache);

    public override bool IsInThisProcess => false;

    public override async ValueTask<PageLookup> FindAsync(PageKey key, PageGroups? groups, string keyPrefix, IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        var (url, tags) = (groups!.Url, groups.Tags);
        var hinted = _hints.Find(key);
        var wanted = key.Variant(hinted, headers, Encodings);
        var names = new string[2 + tags.Length];
        names[0] = wanted.NameIn(thisProcess: false);
        names[1] = PageGroup.Of(url).NameIn(keyPrefix);
        for (var i = 0; i < tags.Length; i++)
            names[2 + i] = PageGroup.OfTag(tags[i]).NameIn(keyPrefix);
        var found = await Cache.GetManyAsync<PageRecord>(names, cancellationToken).ConfigureAwait(false);
        var record = found.GetValueOrDefault(names[0]);
        var vary = hinted;
        if (record?.Variants?.Vary is { } learnt && !learnt.Equals(hinted))
        {
            _hints.Remember(key, learnt);
            vary = learnt;
            wanted = key.Variant(learnt, headers, Encodings);
            record = (await Cache.TryGetAsync<PageRecord>(wanted.NameIn(thisProcess: false), cancellationToken).ConfigureAwait(false)).GetValueOrDefault();
        }

        var generation = found.GetValueOrDefault(names[1])?.Generation;
        Guid?[] ofTags = tags.Length == 0 ? [] : [.. names[2..].Select(name => found.GetValueOrDefault(name)?.Generation)];
        var page = record?.Page is { } stored && stored.Key == wanted.Canonical && stored.StoredGeneration == generation ? stored : null;
        if (page is not null && (page.Tags.Length > 0 || tags.Length > 0)
            && !await _generations.AreCurrentAsync(page.Tags, tags, ofTags, keyPrefix, cancellationToken).ConfigureAwait(false))
            page = null;
        return new PageLookup(page, wanted, vary, generation, ofTags);
    }

    public override PageKey Guess(PageKey key, IHeaderDictionary headers) => key.Variant(_hints.Find(key), headers, Encodings);

    public override async ValueTask<StoredGenerations> EnterGenerationsAsync(PageLookup lookup, PageGroups groups, string keyPrefix, CancellationToken cancellationToken)
    {
        // First of all: a tag that is removed from here on counts as removed while the page was made.
        var removals = await _generations.RemovalsAsync(cancellationToken).ConfigureAwait(false);
        var url = lookup.Url ?? await _generations.EnterAsync(PageGroup.Of(groups.Url), keyPrefix, cancellationToken).ConfigureAwait(false);
        var tags = new Guid[groups.Tags.Length];
        for (var i = 0; i < tags.Length; i++)
            tags[i] = lookup.Tags?[i] ?? await _generations.EnterAsync(PageGroup.OfTag(groups.Tags[i]), keyPrefix, cancellationToken).ConfigureAwait(false);
        return new StoredGenerations(url, tags, removals);
    }

    public override ValueTask<Guid[]?> EnterLateAsync(string[] tags, string keyPrefix, Guid removals) =>
        _generations.EnterLateAsync(tags, keyPrefix, removals);

    protected override async ValueTask<PageCacheOutcome> StoreOnlyAsync(PageUrl url, string keyPrefix, PageEntry page)
    {
        var groups = GroupsOf(url, keyPrefix, page);
        if (!await _generations.AreCurrentAsync(groups, GenerationsOf(page)).ConfigureAwait(false))
            return PageCacheOutcome.Removed;
        await WriteAsync(page, groups).ConfigureAwait(false);
        return PageCacheOutcome.Stored;
    }

    protected override async ValueTask<PageCacheOutcome> StoreVariantAsync(PageKey key, PageUrl url, string keyPrefix, PageEntry page)
    {
        var groups = GroupsOf(url, keyPrefix, page);
        if (!await _generations.AreCurrentAsync(groups, GenerationsOf(page)).ConfigureAwait(false))
            return PageCacheOutcome.Removed;
        var variantsName = key.NameIn(thisProcess: false);
        var before = (await Cache.TryGetAsync<PageRecord>(variantsName).ConfigureAwait(false)).GetValueOrDefault()?.Variants;
        var variants = PageVariants.With(before, page);
        // Only now is it worth a look: those whose tags have been removed since take no place.
        variants ??= PageVariants.With(await WithoutRemovedAsync(before!, keyPrefix).ConfigureAwait(false), page);
        if (variants is null)
            return PageCacheOutcome.TooManyVariants;
        await Cache.SetAsync(variantsName, PageRecord.Of(variants), TimeSpan.FromMilliseconds(variants.ExpiresAt - page.StoredAt)).ConfigureAwait(false);
        _hints.Remember(key, page.Vary);
        await WriteAsync(page, groups).ConfigureAwait(false);
        return PageCacheOutcome.Stored;
    }

    public override async ValueTask RemoveAsync(PageUrl url, string keyPrefix, CancellationToken cancellationToken) =>
        await Cache.DeleteAsync(PageGroup.Of(url).NameIn(keyPrefix), cancellationToken).ConfigureAwait(false);

    public override ValueTask RemoveTagAsync(string tag, string keyPrefix, CancellationToken cancellationToken) =>
        _generations.RemoveTagAsync(tag, keyPrefix, cancellationToken);

    private async ValueTask<PageVariants?> WithoutRemovedAsync(PageVariants variants, string keyPrefix)
    {
        var tags = variants.Known.SelectMany(static variant => variant.Tags).Distinct().ToArray();
        if (tags.Length == 0)
            return variants;
        var over = await _generations.OverAsync(tags, keyPrefix).ConfigureAwait(false);
        return variants.Without(variant => Array.Exists(variant.Tags, over.Contains));
    }

    private async ValueTask WriteAsync(PageEntry page, string[] groups)
    {
        await Cache.SetAsync(new PageKey(page.Key).NameIn(thisProcess: false), PageRecord.Of(page), page.KeptFor).ConfigureAwait(false);
        await _generations.KeepAsync(groups, page.KeptFor).ConfigureAwait(false);
    }

    private static string[] GroupsOf(PageUrl url, string keyPrefix, PageEntry page) =>
        [PageGroup.Of(url).NameIn(keyPrefix), .. page.Tags.Select(tag => PageGroup.OfTag(tag.Name).NameIn(keyPrefix))];

    private static Guid[] GenerationsOf(PageEntry page) =>
        [page.StoredGeneration, .. page.Tags.Select(static tag => tag.StoredGeneration)];
}
