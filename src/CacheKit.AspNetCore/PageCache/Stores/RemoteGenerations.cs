using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.TimeLimits;

namespace CacheKit.AspNetCore.PageCache.Stores;

/// <summary>
/// The generations of URLs and tags in a cache of bytes: an entry each, which a removal deletes. One that is lost makes
/// pages misses; it never brings one back.
/// </summary>
internal sealed class RemoteGenerations(LimitedCache cache)
{
    /// <summary>Changes with each removal of any tag, before the tag's generation goes.</summary>
    private const string RemovalsName = "page-tag-removals";

    /// <summary>How long a generation lasts at least. When it expires, its pages are made anew.</summary>
    private static readonly TimeSpan _timeout = TimeSpan.FromDays(1);

    // Read once so that the first page whose code adds tags can be kept, and for each page after that. A value from long
    // ago is as good as a new one: what counts is that it is still the same when the page is done.
    private PageRecord? _removals;
    private volatile bool _areTagsAddedLate;

    /// <summary>The generation of a group, which begins now where there was none.</summary>
    public async ValueTask<Guid> EnterAsync(PageGroup group, string keyPrefix, CancellationToken cancellationToken)
    {
        var record = await cache.GetOrSetValueAsync(group.NameIn(keyPrefix), PageRecord.Of(Guid.NewGuid()), _timeout, cancellationToken).ConfigureAwait(false);
        // Anything else under that name is not ours: a page of no generation is never stored.
        return record.Generation ?? Guid.Empty;
    }

    /// <summary>What stands there for the last removal of any tag.</summary>
    public async ValueTask<Guid> RemovalsAsync(CancellationToken cancellationToken)
    {
        if (_areTagsAddedLate || Volatile.Read(ref _removals) is not { } known)
            Volatile.Write(ref _removals, known = await ReadRemovalsAsync(cancellationToken).ConfigureAwait(false));
        return known.Generation ?? Guid.Empty;
    }

    /// <summary>The generations of tags that were added while a page was made; null when any tag was removed meanwhile.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="keyPrefix">The prefix of the page's key.</param>
    /// <param name="removalsThen">What <see cref="RemovalsAsync"/> said before the making began.</param>
    public async ValueTask<Guid[]?> EnterLateAsync(string[] tags, string keyPrefix, Guid removalsThen)
    {
        _areTagsAddedLate = true;
        var generations = new Guid[tags.Length];
        for (var i = 0; i < tags.Length; i++)
            generations[i] = await EnterAsync(PageGroup.OfTag(tags[i]), keyPrefix, CancellationToken.None).ConfigureAwait(false);
        // Last: had one of them begun with a removal, that would have changed it before.
        var removals = await ReadRemovalsAsync(CancellationToken.None).ConfigureAwait(false);
        return removals.Generation == removalsThen && removalsThen != Guid.Empty ? generations : null;
    }

    /// <summary>Whether the generations that a page was made in are the current ones, and likewise the stamp of a copy.</summary>
    /// <param name="names">The groups' names in the cache.</param>
    /// <param name="generations">The page's, in the same order.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<bool> AreCurrentAsync(string[] names, Guid[] generations, CancellationToken cancellationToken = default)
    {
        var found = await cache.ReadManyAsync<PageRecord>(names, cancellationToken: cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < names.Length; i++)
        {
            if (generations[i] == Guid.Empty || found[i].GetValueOrDefault()?.Generation != generations[i])
                return false;
        }

        return true;
    }

    /// <summary>Whether a stored page's tags have not been removed, and are all that its endpoint gives it now.</summary>
    /// <param name="tags">The page's tags.</param>
    /// <param name="known">The endpoint's.</param>
    /// <param name="generations">The current generations of those; null for one that has none.</param>
    /// <param name="keyPrefix">The prefix of the page's key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<bool> AreCurrentAsync(PageTag[] tags, string[] known, Guid?[] generations, string keyPrefix, CancellationToken cancellationToken)
    {
        // A release that gives its pages a new tag makes them anew: the old ones would not go with it.
        if (!Array.TrueForAll(known, name => Array.Exists(tags, tag => tag.Name == name)))
            return false;
        List<PageTag>? late = null;
        foreach (var tag in tags)
        {
            var index = Array.IndexOf(known, tag.Name);
            if (index < 0)
                (late ??= []).Add(tag);
            else if (generations[index] != tag.StoredGeneration)
                return false;
        }

        if (late is null)
            return true;
        string[] names = [.. late.Select(tag => PageGroup.OfTag(tag.Name).NameIn(keyPrefix))];
        var found = await cache.ReadManyAsync<PageRecord>(names, cancellationToken: cancellationToken).ConfigureAwait(false);
        return late.Index().All(tag => found[tag.Index].GetValueOrDefault()?.Generation == tag.Item.StoredGeneration);
    }

    /// <summary>Those of some pages' tags that have been removed since the pages were made.</summary>
    public async ValueTask<HashSet<PageTag>> OverAsync(PageTag[] tags, string keyPrefix)
    {
        var names = Array.ConvertAll(tags, tag => PageGroup.OfTag(tag.Name).NameIn(keyPrefix));
        var found = await cache.GetManyAsync<PageRecord>(names.Distinct()).ConfigureAwait(false);
        return [.. tags.Where((tag, index) => found.GetValueOrDefault(names[index])?.Generation != tag.StoredGeneration)];
    }

    /// <summary>Makes generations last as long as a page that is kept for that time.</summary>
    public async ValueTask KeepAsync(string[] names, TimeSpan timeout)
    {
        if (timeout <= _timeout / 2)
            return;
        foreach (var name in names)
            await cache.TouchAsync(name, timeout > _timeout ? timeout : _timeout).ConfigureAwait(false);
    }

    public async ValueTask RemoveTagAsync(string tag, string keyPrefix, CancellationToken cancellationToken)
    {
        var generation = PageGroup.OfTag(tag).NameIn(keyPrefix);
        // In this order: a page that sees no removal has seen a generation that goes with it.
        try
        {
            await cache.SetAsync(RemovalsName, PageRecord.Of(Guid.NewGuid()), _timeout, cancellationToken).ConfigureAwait(false);
        }
        catch when (cache is LimitedCache { Remembers: true })
        {
            // The order holds for what an outage swallows too.
            ((LimitedCache)cache).PutOff(generation, RemovalsName);
            throw;
        }
        catch
        {
            await cache.DeleteAsync(generation, cancellationToken).ConfigureAwait(false);
            throw;
        }

        await cache.DeleteAsync(generation, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<PageRecord> ReadRemovalsAsync(CancellationToken cancellationToken) =>
        cache.GetOrSetValueAsync(RemovalsName, PageRecord.Of(Guid.NewGuid()), _timeout, cancellationToken);
}
