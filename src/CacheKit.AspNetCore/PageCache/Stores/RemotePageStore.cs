using System.Runtime.CompilerServices;
using CacheKit.AspNetCore.PageCache.Copies;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.TimeLimits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.PageCache.Stores;

/// <summary>
/// The pages in a cache of bytes, which other processes may share. A page and the generations of its URL and of the tags
/// that its endpoint gives it are read in one round trip; the names are digests, and what they stand for is compared on
/// read. Of a page that is at hand only the stamp and the generations are read: they say whether it is still what lies
/// there.
/// </summary>
/// <param name="cache">The cache.</param>
/// <param name="encodings">What <c>Accept-Encoding</c> comes down to.</param>
/// <param name="copies">The pages of it that this process keeps at hand; null for none.</param>
/// <param name="time">The clock of the limits of its calls.</param>
/// <param name="logger">Told when the cache fails.</param>
internal sealed class RemotePageStore(
    LimitedCache cache, ContentEncodings encodings, PageCopies.Shelf? copies, TimeProvider time, ILogger logger) : PageStore(cache, encodings)
{
    private readonly PageChecks _checks = new(cache, time, logger);
    private readonly VaryHints _hints = new();
    private readonly RemoteGenerations _generations = new(cache);

    public override bool IsInThisProcess => false;

    /// <summary>The looks for its pages that are under way.</summary>
    public PageLooks Looks { get; } = new();

    /// <summary>
    /// Looks whether the page of a key is at hand, and asks the cache whether it may be served. One that may not is at hand
    /// no more.
    /// </summary>
    /// <param name="variant">The key with the headers that the page varies by.</param>
    /// <param name="tags">The tags that the endpoint gives the page.</param>
    /// <param name="removals">How many removals there have been in this process.</param>
    /// <returns>The page, if any; and whether the cache failed, so that there is no need to go on looking.</returns>
    // hot path
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(PageLookup? Lookup, bool CacheFailed)> FindCopyAsync(PageKey variant, string[] tags, long removals)
    {
        if (copies?.Find(variant) is not { } copy)
            return default;
        if (copy.GenerationsOf(tags) is { } current)
        {
            if (!MayAsk() || await _checks.IsCurrentAsync(copy, removals).ConfigureAwait(false) is not { } isCurrent)
                return (null, true);
            if (isCurrent)
                return (new PageLookup(copy.Page, variant, copy.Page.Vary, copy.Page.StoredGeneration, current), false);
        }

        copies.Drop(copy);
        return default;
    }

    public override async ValueTask<PageLookup> FindAsync(
        PageKey key, PageGroups? groups, string keyPrefix, IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        var hinted = _hints.Find(key);
        var wanted = key.Variant(hinted, headers, Encodings);
        if (copies?.Find(wanted) is { } copy)
        {
            if (copy.GenerationsOf(groups!.Tags) is { } current
                && await _generations.AreCurrentAsync(copy.Names, copy.Values, cancellationToken).ConfigureAwait(false))
                return new PageLookup(copy.Page, wanted, hinted, copy.Page.StoredGeneration, current);
            copies.Drop(copy);
        }

        return await ReadAsync(key, wanted, hinted, groups!, keyPrefix, headers, cancellationToken).ConfigureAwait(false);
    }

    public override PageKey Guess(PageKey key, IHeaderDictionary headers) => key.Variant(_hints.Find(key), headers, Encodings);

    public override async ValueTask<StoredGenerations> EnterGenerationsAsync(
        PageLookup lookup, PageGroups groups, string keyPrefix, CancellationToken cancellationToken)
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
        await WriteAsync(
            variantsName, PageRecord.Of(variants), Guid.NewGuid(), TimeSpan.FromMilliseconds(variants.ExpiresAt - page.StoredAt)).ConfigureAwait(false);
        _hints.Remember(key, page.Vary);
        await WriteAsync(page, groups).ConfigureAwait(false);
        return PageCacheOutcome.Stored;
    }

    public override async ValueTask DropAsync(PageEntry page)
    {
        var name = new PageKey(page.Key).NameIn(thisProcess: false);
        await Cache.DeleteManyAsync([StampOf(name), name]).ConfigureAwait(false);
    }

    public override async ValueTask RemoveAsync(PageUrl url, string keyPrefix, CancellationToken cancellationToken) =>
        await Cache.DeleteAsync(PageGroup.Of(url).NameIn(keyPrefix), cancellationToken).ConfigureAwait(false);

    public override ValueTask RemoveTagAsync(string tag, string keyPrefix, CancellationToken cancellationToken) =>
        _generations.RemoveTagAsync(tag, keyPrefix, cancellationToken);

    private async ValueTask<PageLookup> ReadAsync(
        PageKey key, PageKey wanted, VaryHeaders vary, PageGroups groups, string keyPrefix, IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        var tags = groups.Tags;
        var name = wanted.NameIn(thisProcess: false);
        string[] names = [name, StampOf(name), .. NamesOf(groups.Url, keyPrefix, tags)];
        var found = await cache.ReadManyAsync<PageRecord>(names, cancellationToken: cancellationToken).ConfigureAwait(false);
        var record = found[0].GetValueOrDefault();
        if (record?.Variants?.Vary is { } learnt && !learnt.Equals(vary))
        {
            _hints.Remember(key, learnt);
            vary = learnt;
            wanted = key.Variant(learnt, headers, Encodings);
            record = (await Cache.TryGetAsync<PageRecord>(wanted.NameIn(thisProcess: false), cancellationToken).ConfigureAwait(false)).GetValueOrDefault();
        }

        var generation = found[2].GetValueOrDefault()?.Generation;
        Guid?[] ofTags = tags.Length == 0 ? [] : Array.ConvertAll(found[3..], static tag => tag.GetValueOrDefault()?.Generation);
        var page = record?.Page is { } stored && stored.Key == wanted.Canonical && stored.StoredGeneration == generation ? stored : null;
        if (page is not null && (page.Tags.Length > 0 || tags.Length > 0)
            && !await _generations.AreCurrentAsync(page.Tags, tags, ofTags, keyPrefix, cancellationToken).ConfigureAwait(false))
            page = null;
        // A stamp of another page: it is being replaced, or its variants have become known meanwhile.
        if (page is not null && found[1].GetValueOrDefault()?.Generation == page.Stamp)
            copies?.Add(new PageCopy(page, [names[1], .. GroupsOf(groups.Url, keyPrefix, page)]));
        return new PageLookup(page, wanted, vary, generation, ofTags);
    }

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
        await WriteAsync(new PageKey(page.Key).NameIn(thisProcess: false), PageRecord.Of(page), page.Stamp, page.KeptFor).ConfigureAwait(false);
        await _generations.KeepAsync(groups, page.KeptFor).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes a record and its stamp, in one call: copies of what lay there before are worth nothing from then on. Nobody
    /// takes a copy of a page while one of the two is another's.
    /// </summary>
    private async ValueTask WriteAsync(string name, PageRecord record, Guid stamp, TimeSpan timeout)
    {
        var stampName = StampOf(name);
        var failed = await Cache.SetManyAsync<PageRecord>([new(name, record), new(stampName, PageRecord.Of(stamp))], timeout).ConfigureAwait(false);
        if (failed.Count == 0)
            return;
        // Whichever of the two is there: it does not belong to the other.
        await Cache.DeleteManyAsync([name, stampName]).ConfigureAwait(false);
        throw new CacheBackendException(Alias, "set", new IOException("It has refused the page; it may be larger than the cache takes."));
    }

    // The same digest: "page:#…" and "page-stamp:#…".
    private static string StampOf(string name) => string.Concat("page-stamp", name.AsSpan("page".Length));

    private static string[] GroupsOf(PageUrl url, string keyPrefix, PageEntry page) =>
        NamesOf(url, keyPrefix, Array.ConvertAll(page.Tags, static tag => tag.Name));

    private static string[] NamesOf(PageUrl url, string keyPrefix, string[] tags) =>
        [PageGroup.Of(url).NameIn(keyPrefix), .. tags.Select(tag => PageGroup.OfTag(tag).NameIn(keyPrefix))];

    private static Guid[] GenerationsOf(PageEntry page) =>
        [page.StoredGeneration, .. page.Tags.Select(static tag => tag.StoredGeneration)];
}
