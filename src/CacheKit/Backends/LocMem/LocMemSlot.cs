namespace CacheKit.Backends.LocMem;

/// <summary>
/// The place of one name. Its entry is exchanged by compare-and-swap, which costs half of what updating the dictionary
/// does and takes no lock. A slot whose entry was removed is dead for good: it holds null and is about to leave the
/// dictionary; a writer that meets it helps it out and takes a new one.
/// </summary>
internal sealed class LocMemSlot(CachedObject entry)
{
    private CachedObject? _entry = entry;

    /// <summary>The entry, or null when the slot is dead.</summary>
    public CachedObject? Entry => Volatile.Read(ref _entry);

    /// <summary>Puts an entry in another's place if that is still there.</summary>
    public bool TryReplace(CachedObject old, CachedObject next) =>
        ReferenceEquals(Interlocked.CompareExchange(ref _entry, next, old), old);

    /// <summary>Removes an entry if it is still there; the slot is dead afterwards.</summary>
    public bool TryKill(CachedObject old) =>
        ReferenceEquals(Interlocked.CompareExchange(ref _entry, null, old), old);
}
