using CacheKit.AspNetCore.Dashboard.Figures;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Policies;
using CacheKit.Backends;
using CacheKit.Backends.LocMem;
using CacheKit.Backends.Objects;

namespace CacheKit.AspNetCore.Dashboard.Inspection;

/// <summary>Finds the pages in a cache, so many entries at a time. On a server each is read whole, since its URL stands within.</summary>
internal sealed class PageListing(DashboardFigures figures, PageCatalog catalog, TimeProvider time)
{
    /// <summary>How many entries are looked at in this process's memory.</summary>
    public const int LocalWindow = 10_000;

    /// <summary>How many are read from a server.</summary>
    public const int RemoteWindow = 500;

    private const int Batch = 25;

    /// <summary>Whether the application keeps pages in a cache.</summary>
    public bool Has(DashboardAlias alias) => catalog.Places.Any(place => place.Store.Alias == alias.Name);

    /// <summary>Why the pages of a cache cannot be listed; null when they can.</summary>
    public static string? WhyNotListed(DashboardAlias alias)
    {
        if (alias.WhyNotListed is not { } reason)
            return null;
        var why = alias.Backend == "memcached" ? "memcached cannot list its keys, so nobody can tell which pages lie there."
            : alias.Settings is { LogKeys: true, KeyFunction: null } ? $"The backend {alias.Backend} cannot list its keys, so nobody can tell which pages lie there."
            : reason;
        return $"{why} Pages can be purged all the same, by URL and by tag.";
    }

    /// <summary>The pages among the entries from one on.</summary>
    /// <param name="alias">The cache.</param>
    /// <param name="from">How many entries to leave out.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public Task<PageWindow> LookAsync(DashboardAlias alias, int from, CancellationToken cancellationToken) =>
        alias.Bare is LocMemBackend local
            ? Task.FromResult(Look(local, alias, from, cancellationToken))
            : LookAsync((IEnumerableCacheBackend)alias.Bare, alias, from, cancellationToken);

    private PageWindow Look(LocMemBackend backend, DashboardAlias alias, int from, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var scope = alias.KeysOf(alias.Settings.Version).Scope;
        var entries = backend.Store.Gather(scope + PageKey.Mark, cancellationToken);
        var pages = entries.Skip(from).Take(LocalWindow)
            .Select(found => found.Entry is CachedValue<PageRecord> { Value.Page: { IsRemoved: false } page } ? List(found.Entry.Name, page, now) : null)
            .OfType<ListedPage>();
        return new([.. pages], Math.Clamp(entries.Count - from, 0, LocalWindow), entries.Count - from > LocalWindow);
    }

    private async Task<PageWindow> LookAsync(IEnumerableCacheBackend backend, DashboardAlias alias, int from, CancellationToken cancellationToken)
    {
        var scope = alias.KeysOf(alias.Settings.Version).Scope;
        var names = new List<string>();
        var (seen, hasMore) = (0, false);
        await foreach (var entry in backend.ListAsync(scope + PageKey.Mark, cancellationToken).ConfigureAwait(false))
        {
            if (seen++ < from)
                continue;
            hasMore = names.Count == RemoteWindow;
            if (hasMore)
                break;
            names.Add(entry.Key[scope.Length..]);
        }

        var reader = new PageRecords(alias.Cache.Context, alias.Cache.KeySpace);
        var pages = new List<ListedPage>();
        foreach (var batch in names.Chunk(Batch))
            pages.AddRange(await ReadAsync(reader, alias, batch, cancellationToken).ConfigureAwait(false));
        return new(pages, names.Count, hasMore);
    }

    private async Task<IEnumerable<ListedPage>> ReadAsync(PageRecords reader, DashboardAlias alias, string[] names, CancellationToken cancellationToken)
    {
        var records = await reader.ReadAsync(names, cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var pages = names
            .Select(name => records.GetValueOrDefault(name)?.Page is { } page && List(name, page, now) is { } listed ? (Page: page, Listed: listed) : default)
            .Where(static found => found.Page is not null)
            .ToList();
        var groups = pages.ConvertAll(found => GroupsOf(alias, found.Page, found.Listed.Address));
        string[] wanted = [.. groups.SelectMany(static group => group.Urls.Concat(group.Tags)).Distinct()];
        var generations = await reader.ReadAsync(wanted, cancellationToken).ConfigureAwait(false);
        return pages.Where((found, place) => IsCurrent(found.Page, groups[place], generations)).Select(static found => found.Listed);
    }

    private ListedPage? List(string name, PageEntry page, DateTimeOffset now) => ListedPage.Of(name, page, figures.PageHits.Of(new(page.Key)), now);

    // A removed page lies there until it expires: its generations tell.
    private static bool IsCurrent(PageEntry page, (string[] Urls, string[] Tags) groups, Dictionary<string, PageRecord> generations) =>
        groups.Urls.Any(name => generations.GetValueOrDefault(name)?.Generation == page.StoredGeneration)
        && page.Tags.Index().All(tag => generations.GetValueOrDefault(groups.Tags[tag.Index])?.Generation == tag.Item.StoredGeneration);

    // Endpoints may let different parts of a query count: the page is of one of them.
    private (string[] Urls, string[] Tags) GroupsOf(DashboardAlias alias, PageEntry page, PageAddress address) => (
        [.. catalog.Places
            .Where(place => place.Store.Alias == alias.Name && place.KeyPrefix == address.KeyPrefix)
            .Select(place => PageGroup.Of(PageUrl.Of(address.Host, address.Target, place.Query)).NameIn(address.KeyPrefix))
            .Distinct()],
        Array.ConvertAll(page.Tags, tag => PageGroup.OfTag(tag.Name).NameIn(address.KeyPrefix)));
}
