namespace CacheKit.Backends.Files;

/// <summary>
/// Removes entries at random, or all of them. Names are digests, so whole folders in any order are a random choice: only
/// as many are listed as are needed.
/// </summary>
/// <param name="directory">The directory.</param>
/// <param name="locks">Its locks.</param>
/// <param name="counts">Its count.</param>
internal sealed class EntryCull(CacheDirectory directory, EntryLocks locks, EntryCounts counts)
{
    /// <summary>
    /// The most that one insertion removes: a store of a million must not make one caller wait until 300,000 files are gone.
    /// The next one after as many insertions goes on.
    /// </summary>
    public const int MostAtOnce = 4096;

    // Those who wait to write in the shard get their turn in between.
    private const int MostUnderLock = 256;

    /// <summary>Makes room for an insertion, if there is still none.</summary>
    public void MakeRoom(FileLimits limits)
    {
        using var held = locks.EnterCulling();
        Span<int> known = stackalloc int[CacheDirectory.Shards];
        if (!counts.TryRead(known))
            return;
        long total = 0;
        foreach (int count in known)
            total += count;
        // Whoever waited for the lock finds the room that the one before has made.
        if (total < limits.MaxEntries)
            return;

        int surplus = (int)Math.Min(limits.CullFrequency <= 0 ? total : total / limits.CullFrequency, MostAtOnce);
        Span<int> order = stackalloc int[CacheDirectory.Shards];
        for (int place = 0; place < order.Length; place++)
            order[place] = place;
        Random.Shared.Shuffle(order);
        foreach (int shard in order)
        {
            if (surplus <= 0)
                return;
            if (known[shard] != 0)
                surplus -= RemoveFrom(shard, surplus);
        }
    }

    /// <summary>Counts everything where nothing is known.</summary>
    public void CountAnew()
    {
        using var held = locks.EnterCulling();
        Span<int> found = stackalloc int[CacheDirectory.Shards];
        if (counts.TryRead(found))
            return;
        for (int shard = 0; shard < found.Length; shard++)
        {
            using var one = locks.Enter(shard);
            found[shard] = directory.List(shard).Count;
        }

        counts.Write(found);
    }

    /// <summary>Removes entries of a shard.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="most">How many at most.</param>
    /// <returns>How many.</returns>
    public int RemoveFrom(int shard, int most)
    {
        int removed = 0;
        while (removed < most)
        {
            int some = RemoveSome(shard, Math.Min(most - removed, MostUnderLock), out bool more);
            removed += some;
            if (!more)
                break;
        }

        return removed;
    }

    private int RemoveSome(int shard, int most, out bool more)
    {
        using var held = locks.Enter(shard);
        var names = directory.List(shard);
        more = names.Count > most;
        int removed = 0;
        try
        {
            foreach (string name in names.Take(most))
            {
                File.Delete(directory.PathOf(shard, name));
                removed++;
            }
        }
        finally
        {
            counts.Correct(shard, names.Count - removed);
        }

        return removed;
    }
}
