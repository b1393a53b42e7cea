namespace CacheKit.AspNetCore.PageCache;

/// <summary>
/// The current generation of every URL in this process, in a table that does not grow: URLs share places, so that a
/// removal now and then takes another URL's pages along, which are made anew. docs/decisions/007-page-removal.md says why.
/// </summary>
/// <remarks>Which URLs share a place is decided by the framework's randomised hash and cannot be aimed at.</remarks>
internal sealed class UrlGenerations
{
    private const int PlaceCount = 1 << 13;

    private readonly UrlGeneration?[] _places = new UrlGeneration?[PlaceCount];
    private long _last;

    /// <summary>The generation that pages of a URL are made in now.</summary>
    public UrlGeneration Current(PageUrl url)
    {
        ref var place = ref PlaceOf(url);
        if (Volatile.Read(ref place) is { } current)
            return current;
        var first = Next();
        return Interlocked.CompareExchange(ref place, first, null) ?? first;
    }

    /// <summary>Ends the generation: pages made in it, or being made in it, are not served any more.</summary>
    public void End(PageUrl url)
    {
        ref var place = ref PlaceOf(url);
        // Nobody has made a page there yet: whoever is about to has not read anything either.
        if (Volatile.Read(ref place) is not null)
            Interlocked.Exchange(ref place, Next())?.End();
    }

    private ref UrlGeneration? PlaceOf(PageUrl url) =>
        ref _places[string.GetHashCode(url.Text, StringComparison.Ordinal) & (PlaceCount - 1)];

    private UrlGeneration Next() => new(Interlocked.Increment(ref _last));
}
