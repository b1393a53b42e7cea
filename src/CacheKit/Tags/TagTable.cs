namespace CacheKit.Tags;

/// <summary>
/// The places of tags in this process: for each the number of the last removal there, 0 before the first. The table
/// does not grow.
/// </summary>
internal sealed class TagTable
{
    public const int PlaceCount = 1 << 13;

    private readonly Lock _gate = new();

    // Made by the first removal.
    private long[]? _removals;
    private long _last;

    /// <summary>The number of the last removal at any place.</summary>
    public long Last => Volatile.Read(ref _last);

    public long At(int place) => Volatile.Read(ref _removals) is { } removals ? Volatile.Read(ref removals[place]) : 0;

    /// <summary>Ends what was made at a place so far.</summary>
    public void Remove(int place)
    {
        // One at a time: of two removals at a place the later number must stay.
        lock (_gate)
        {
            long[] removals = _removals ?? new long[PlaceCount];
            Volatile.Write(ref removals[place], ++_last);
            Volatile.Write(ref _removals, removals);
        }
    }

    /// <summary>Whether all places hold what they held.</summary>
    public bool AreCurrent(ReadOnlySpan<TagMark> marks)
    {
        foreach (var mark in marks)
        {
            if ((UInt128)At(mark.Place) != mark.Value)
                return false;
        }

        return true;
    }
}
