using System.Runtime.CompilerServices;
using CacheKit.Backends.Objects;
using CacheKit.Keys;

namespace CacheKit.Backends.LocMem;

/// <summary>
/// The entries of one scope: a table by name alone, so that a read neither composes the final key nor hashes a pair.
/// Expiry, recency and limits belong to the store.
/// </summary>
internal sealed class LocMemScope(string scope, LocMemStore store, LocMemScopeHold hold)
{
    private readonly LocMemTable _table = new(store.Locks);

    public string Scope { get; } = scope;

    public bool IsEmpty => _table.IsEmpty;

    /// <summary>What is held at the moment, expired entries included.</summary>
    public LocMemEntries Entries => _table.Entries;

    /// <summary>The live entry under a name, or null; counts as use.</summary>
    // hot path: no allocation, no lock, no shared counter
    public CachedObject? Get(string name)
    {
        if (_table.Find(name) is not { } entry)
            return null;
        if (store.IsExpired(entry))
            return Expire(entry);
        uint epoch = store.Epoch;
        if (entry.LastUsed != epoch)
            entry.LastUsed = epoch;
        return entry;
    }

    /// <summary>The live entry under a name, or null; does not count as use.</summary>
    public CachedObject? Peek(string name)
    {
        if (_table.Find(name) is not { } entry)
            return null;
        return store.IsExpired(entry) ? Expire(entry) : entry;
    }

    /// <summary>The entry under a name, also one that is kept as a stale value; does not count as use.</summary>
    public CachedObject? PeekKept(string name) => _table.Find(name) is { } entry && !store.IsGone(entry) ? entry : null;

    /// <summary>Stores an entry, whatever is there.</summary>
    public void Set(CachedObject entry, LocMemLimits limits)
    {
        store.Stamp(entry);
        while (true)
        {
            if (_table.TryReplace(entry, out var old))
            {
                store.Replaced(old, entry, limits);
                return;
            }

            if (TryInsert(entry, limits))
                return;
        }
    }

    /// <summary>Stores an entry if its name is free; else gives the live entry that is there.</summary>
    public CachedObject? AddOrGet(CachedObject entry, LocMemLimits limits)
    {
        store.Stamp(entry);
        while (true)
        {
            if (_table.Find(entry.Name) is { } existing)
            {
                if (!store.IsExpired(existing))
                {
                    existing.LastUsed = store.Epoch;
                    return existing;
                }

                // Also one that is kept as a stale value: it makes room itself, so that nothing is culled for the new one.
                Remove(existing);
            }

            if (TryInsert(entry, limits))
                return null;
        }
    }

    /// <summary>Puts <paramref name="next"/> in the place of <paramref name="old"/> if that is still there; it keeps the old one's expiry.</summary>
    public bool TryReplace(CachedObject old, CachedObject next, LocMemLimits limits)
    {
        store.Stamp(next);
        // With Touch, which changes the expiry of the entry that it finds: none may come between copy and exchange.
        lock (_table.LockOf(old.Hash))
        {
            if (_table.Find(old.Name) != old)
                return false;
            next.ExpiresAt = old.ExpiresAt;
            _table.TryReplace(next, out _);
        }

        store.Replaced(old, next, limits);
        return true;
    }

    /// <summary>Gives a live entry a new expiry.</summary>
    public bool Touch(string name, TimeSpan? timeToLive)
    {
        lock (_table.LockOf(NameHash.Of(name)))
        {
            if (_table.Find(name) is not { } entry || store.IsExpired(entry))
                return false;
            store.Renew(entry, timeToLive);
            return true;
        }
    }

    /// <summary>
    /// Moves the live entry under a name to another place, replacing what is there. For who writes that is one moment; who
    /// reads here and then there finds it.
    /// </summary>
    public bool Move(string name, LocMemScope destination, string newName, LocMemLimits limits)
    {
        while (true)
        {
            if (_table.Find(name) is not { } entry || store.IsExpired(entry))
                return false;
            if (TryMove(entry, destination, newName, limits))
                return true;
        }
    }

    /// <summary>Takes the live entry under a name out of the store.</summary>
    public CachedObject? Take(string name)
    {
        while (_table.Find(name) is { } entry)
        {
            bool expired = store.IsExpired(entry);
            if (Remove(entry))
                return expired ? null : entry;
        }

        return null;
    }

    /// <summary>Removes this very entry, not one that replaced it.</summary>
    public bool Remove(CachedObject entry)
    {
        if (!_table.Remove(entry))
            return false;
        store.Removed(entry);
        return true;
    }

    /// <summary>Removes everything whose name matches.</summary>
    public void RemoveAll(Predicate<string> matches)
    {
        foreach (var entry in _table.RemoveAll(matches))
            store.Removed(entry);
    }

    private bool TryMove(CachedObject entry, LocMemScope destination, string newName, LocMemLimits limits)
    {
        int here = entry.Hash & (store.Locks.Length - 1);
        int there = NameHash.Of(newName) & (store.Locks.Length - 1);
        CachedObject? replaced;
        // In the order in which a growing table takes them. All versions of a name have one lock.
        lock (store.Locks[Math.Min(here, there)])
        {
            lock (store.Locks[Math.Max(here, there)])
            {
                if (_table.Find(entry.Name) != entry)
                    return false;
                var moved = entry.Copy();
                LocMemStore.Place(newName, moved, limits);
                moved.KeyIsPortable = KeyRules.IsPortable(destination.Scope, newName);
                store.Stamp(moved);
                replaced = destination._table.Put(moved);
                // First there, then no longer here.
                _table.Remove(entry);
                store.Moved(entry, moved);
            }
        }

        destination.SettleIn();
        if (replaced is not null && replaced != entry)
            store.Removed(replaced);
        return true;
    }

    // What an entry that came by a move wants, once no lock is held.
    private void SettleIn()
    {
        hold.Tighten(this);
        _table.GrowIfCrowded();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private CachedObject? Expire(CachedObject entry)
    {
        if (store.IsGone(entry))
            Remove(entry);
        return null;
    }

    private bool TryInsert(CachedObject entry, LocMemLimits limits)
    {
        store.MakeRoom(entry, limits);
        if (!_table.TryAdd(entry))
            return false;
        // Its interlocked count is the fence that the hold wants.
        store.Inserted(entry);
        hold.Tighten(this);
        return true;
    }
}
