namespace CacheKit.AspNetCore.PageCache.Groups;

/// <summary>
/// The current generation of every URL and every tag in this process, in a table that does not grow. Each group has two
/// places in it, which it shares with others, and is removed when both have been: so a removal hardly ever takes another
/// group's pages along, and where it does, they are made anew. docs/decisions/007-page-removal.md says why.
/// </summary>
/// <remarks>Which groups share a place is decided by the framework's randomised hash and cannot be aimed at.</remarks>
internal sealed class PageGenerations
{
    private const int PlaceCount = 1 << 12;

    private readonly PageStretch?[] _first = new PageStretch?[PlaceCount];
    private readonly PageStretch?[] _second = new PageStretch?[PlaceCount];
    private long _last;
    private long _removals;

    /// <summary>
    /// How many removals have begun. A generation with no greater <see cref="PageGeneration.Since"/> than this once was is
    /// as old as that moment: how a page learns that a tag which it names late was not removed while it was made.
    /// </summary>
    public long Removals => Interlocked.Read(ref _removals);

    /// <summary>The generation that pages of a group are made in now.</summary>
    public PageGeneration Current(PageGroup group)
    {
        var hash = group.GetHashCode();
        return new(Current(ref FirstOf(hash)), Current(ref SecondOf(hash)));
    }

    /// <summary>The generations that pages with these tags are made in now.</summary>
    public PageGeneration[] Current(string[] tags) =>
        tags.Length == 0 ? [] : Array.ConvertAll(tags, tag => Current(PageGroup.OfTag(tag)));

    /// <summary>Ends the generation: pages made in it, or being made in it, are not served any more.</summary>
    public void End(PageGroup group)
    {
        var hash = group.GetHashCode();
        var removal = Interlocked.Increment(ref _removals);
        // A page that begins between the two stays: what it shows was changed before.
        Interlocked.Exchange(ref FirstOf(hash), Next(removal))?.End();
        Interlocked.Exchange(ref SecondOf(hash), Next(removal))?.End();
    }

    private PageStretch Current(ref PageStretch? place)
    {
        if (Volatile.Read(ref place) is { } current)
            return current;
        var first = Next(since: 0);
        return Interlocked.CompareExchange(ref place, first, null) ?? first;
    }

    private PageStretch Next(long since) => new(Interlocked.Increment(ref _last), since);

    private ref PageStretch? FirstOf(int hash) => ref _first[hash & (PlaceCount - 1)];

    private ref PageStretch? SecondOf(int hash) => ref _second[(hash >>> 16) & (PlaceCount - 1)];
}
