using CacheKit.Backends.Objects;

namespace CacheKit.Backends.LocMem;

/// <summary>
/// Reclaims expired entries that nobody reads again. Each run looks at a bounded number of entries from where the last
/// one stopped, and goes on at once only while it finds many.
/// </summary>
internal sealed class LocMemSweep(LocMemStore store)
{
    /// <summary>The time between two runs.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private const int Portion = 4096;
    private const int MaximumPortions = 16;

    private IEnumerator<(LocMemScope Scope, CachedObject Entry)>? _position;
    private long _dueAt = Period.Ticks;
    private int _running;

    /// <summary>Runs if the last run is a <see cref="Period"/> ago.</summary>
    /// <param name="now">The store's time.</param>
    public void RunWhenDue(long now)
    {
        if (now < Volatile.Read(ref _dueAt) || Interlocked.Exchange(ref _running, 1) != 0)
            return;
        Volatile.Write(ref _dueAt, now + Period.Ticks);
        try
        {
            // Runs never overlap; a late one goes on from the same place.
            for (int portion = 0; portion < MaximumPortions; portion++)
            {
                if (SweepPortion() <= Portion / 4)
                    break;
            }
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    private int SweepPortion()
    {
        _position ??= Entries().GetEnumerator();
        int reclaimed = 0;
        for (int looked = 0; looked < Portion; looked++)
        {
            if (!_position.MoveNext())
            {
                _position = null;
                break;
            }

            var (scope, entry) = _position.Current;
            if (!store.IsGone(entry))
                continue;
            store.Reclaim(scope, entry);
            reclaimed++;
        }

        return reclaimed;
    }

    private IEnumerable<(LocMemScope Scope, CachedObject Entry)> Entries()
    {
        foreach (var scope in store.Scopes)
        {
            foreach (var entry in scope.Entries)
                yield return (scope, entry);
        }
    }
}
