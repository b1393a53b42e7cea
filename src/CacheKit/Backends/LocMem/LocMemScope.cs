using System.Collections.Concurrent;

namespace CacheKit.Backends.LocMem;

/// <summary>
/// The entries of one scope: a dictionary by name alone, so that a read neither composes the final key nor hashes a pair.
/// Expiry, recency and limits belong to the store.
/// </summary>
internal sealed class LocMemScope(string scope, LocMemStore store, LocMemScopeHold hold)
{
    // Without a comparer of ours: the framework's own turns to a randomised hash when keys are crafted to collide.
    private readonly ConcurrentDictionary<string, LocMemSlot> _slots = new();

    public string Scope { get; } = scope;

    public bool IsEmpty => _slots.IsEmpty;

    /// <summary>What is held at the moment, expired entries included.</summary>
    public IEnumerable<(string Name, CachedObject Entry)> Entries
    {
        get
        {
            foreach (var (name, slot) in _slots)
            {
                if (slot.Entry is { } entry)
                    yield return (name, entry);
            }
        }
    }

    /// <summary>The live entry under a name, or null; counts as use.</summary>
    // hot path: no allocation, no lock, no shared counter
    public CachedObject? Get(string name)
    {
        if (!_slots.TryGetValue(name, out var slot) || slot.Entry is not { } entry)
            return null;
        if (store.IsExpired(entry))
        {
            Kill(name, slot, entry);
            return null;
        }

        uint epoch = store.Epoch;
        if (entry.LastUsed != epoch)
            entry.LastUsed = epoch;
        return entry;
    }

    /// <summary>The live entry under a name, or null; does not count as use.</summary>
    public CachedObject? Peek(string name)
    {
        if (!_slots.TryGetValue(name, out var slot) || slot.Entry is not { } entry)
            return null;
        if (!store.IsExpired(entry))
            return entry;
        Kill(name, slot, entry);
        return null;
    }

    /// <summary>Stores an entry, whatever is there.</summary>
    public void Set(string name, CachedObject entry, LocMemLimits limits)
    {
        store.Stamp(entry);
        while (true)
        {
            if (FindSlot(name, out var old) is { } slot)
            {
                if (!slot.TryReplace(old, entry))
                    continue;
                store.Replaced(name, old, entry, limits);
                return;
            }

            if (TryInsert(name, entry, limits))
                return;
        }
    }

    /// <summary>Stores an entry if the name is free; else gives the live entry that is there.</summary>
    public CachedObject? AddOrGet(string name, CachedObject entry, LocMemLimits limits)
    {
        store.Stamp(entry);
        while (true)
        {
            if (Get(name) is { } existing)
                return existing;
            if (FindSlot(name, out _) is null && TryInsert(name, entry, limits))
                return null;
        }
    }

    /// <summary>Puts <paramref name="next"/> in the place of <paramref name="old"/> if that is still there; it keeps the old one's expiry.</summary>
    public bool TryReplace(string name, CachedObject old, CachedObject next, LocMemLimits limits)
    {
        if (!_slots.TryGetValue(name, out var slot))
            return false;
        store.Stamp(next);
        // With Touch, which changes the expiry of the entry that it finds: none may come between copy and exchange.
        lock (slot)
        {
            next.ExpiresAt = old.ExpiresAt;
            if (!slot.TryReplace(old, next))
                return false;
        }

        store.Replaced(name, old, next, limits);
        return true;
    }

    /// <summary>Gives a live entry a new expiry.</summary>
    public bool Touch(string name, long expiresAt)
    {
        if (!_slots.TryGetValue(name, out var slot))
            return false;
        lock (slot)
        {
            if (slot.Entry is not { } entry || store.IsExpired(entry))
                return false;
            // A set may replace the entry at this moment: then we came before it.
            entry.ExpiresAt = expiresAt;
            return true;
        }
    }

    /// <summary>Takes the live entry under a name out of the store.</summary>
    public CachedObject? Take(string name)
    {
        while (_slots.TryGetValue(name, out var slot) && slot.Entry is { } entry)
        {
            bool expired = store.IsExpired(entry);
            if (Kill(name, slot, entry))
                return expired ? null : entry;
        }

        return null;
    }

    /// <summary>Removes this very entry, not one that replaced it.</summary>
    public bool Remove(string name, CachedObject entry) =>
        _slots.TryGetValue(name, out var slot) && Kill(name, slot, entry);

    /// <summary>The living slot of a name with its entry; dead ones on the way are helped out.</summary>
    private LocMemSlot? FindSlot(string name, out CachedObject entry)
    {
        while (_slots.TryGetValue(name, out var slot))
        {
            if (slot.Entry is { } living)
            {
                entry = living;
                return slot;
            }

            _slots.TryRemove(KeyValuePair.Create(name, slot));
        }

        entry = null!;
        return null;
    }

    private bool TryInsert(string name, CachedObject entry, LocMemLimits limits)
    {
        store.MakeRoom(name, entry, limits);
        if (!_slots.TryAdd(name, new LocMemSlot(entry)))
            return false;
        // Its interlocked count is the fence that the hold wants.
        store.Inserted(name, entry);
        hold.Tighten(this);
        return true;
    }

    private bool Kill(string name, LocMemSlot slot, CachedObject entry)
    {
        if (!slot.TryKill(entry))
            return false;
        _slots.TryRemove(KeyValuePair.Create(name, slot));
        store.Removed(name, entry);
        return true;
    }
}
