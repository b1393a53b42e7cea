namespace CacheKit.Database.Culling;

/// <summary>
/// How many entries a table may hold, and what goes when there are more: Django's rule, with <c>MaxEntries</c> and
/// <c>CullFrequency</c>. A write that finds more than <c>MaxEntries</c> takes away what has expired and then, if there
/// are still too many, one in <c>CullFrequency</c> of the rest, smallest keys first; then it writes.
/// </summary>
/// <param name="maxEntries"><c>MaxEntries</c>; less than zero is zero.</param>
/// <param name="cullFrequency"><c>CullFrequency</c>; 0 takes all.</param>
internal sealed class EntryLimit(int maxEntries, int cullFrequency)
{
    /// <summary>The greatest <c>MaxEntries</c> that is kept exactly: each write counts so many rows at most.</summary>
    public const int LargestExact = 1000;

    /// <summary>So many rows one write of one entry takes away at most; what is left of a cull is for the next ones.</summary>
    public const int LargestBatch = LargestExact + 1;

    /// <summary>So many expired rows a write of one entry takes away at most when there is room.</summary>
    public const int ExpiredBatch = 100;

    /// <summary><c>MaxEntries</c>, at least zero.</summary>
    public long MaxEntries { get; } = Math.Max(0, maxEntries);

    /// <summary>Whether rows are counted at each write that may insert; otherwise the count is estimated (<see cref="EntryEstimate"/>).</summary>
    public bool IsExact => MaxEntries <= LargestExact;

    /// <summary>So many rows a write of many takes away at most: more than it adds, or the table would grow without end.</summary>
    public static int LargestBatchOf(int insertions) => Math.Max(LargestBatch, 2 * insertions);

    /// <summary>So many expired rows a write of many takes away at most.</summary>
    public static int ExpiredBatchOf(int insertions) => Math.Max(ExpiredBatch, 2 * insertions);

    /// <summary>How many entries go when so many are alive: as many as if each of those to be written were written alone.</summary>
    /// <param name="alive">How many there are before the write.</param>
    /// <param name="insertions">How many are written.</param>
    public long NumberToCull(long alive, long insertions = 1)
    {
        long left = alive;
        for (long number = 0; number < insertions && left > MaxEntries; number++)
        {
            long doomed = cullFrequency == 0 ? left : left / cullFrequency;
            if (doomed == 0)
                break;
            left -= doomed;
        }

        return alive - left;
    }
}
