using System.Diagnostics.CodeAnalysis;
using CacheKit.Backends.Objects;

namespace CacheKit.Backends.LocMem;

/// <summary>
/// A hash table of entries by name, in which the entries themselves are the links of the chains. Who reads takes no lock:
/// it meets every entry as it was at some moment of its read. Who writes takes the lock of the name's place.
/// </summary>
internal sealed class LocMemTable
{
    private readonly Lock[] _locks;

    private volatile Bucket[] _buckets;

    // The buckets too, or null while entries are on their way to new ones: a reader may then be led astray.
    private volatile Bucket[]? _settled;

    private int _count;

    /// <summary>An empty table.</summary>
    /// <param name="locks">A power of two of them, and as many buckets at first: so a bucket has one lock, always.</param>
    public LocMemTable(Lock[] locks)
    {
        _locks = locks;
        _buckets = _settled = new Bucket[locks.Length];
    }

    /// <summary>Whether nothing is held; known to be false no later than <see cref="TryAdd"/> returns.</summary>
    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    /// <summary>What is held at the moment. An entry that comes or goes meanwhile may be met, twice or not at all.</summary>
    public LocMemEntries Entries => new(this);

    /// <summary>The lock under which everything about a name is written.</summary>
    public Lock LockOf(int hash) => _locks[hash & (_locks.Length - 1)];

    /// <summary>The entry under a name, or null.</summary>
    // hot path: no allocation, no lock
    public CachedObject? Find(string name)
    {
        int hash = NameHash.Of(name);
        var buckets = _buckets;
        for (var entry = buckets[hash & (buckets.Length - 1)].First; entry is not null; entry = entry.Next)
        {
            if (entry.Hash == hash && entry.Name == name)
                return entry;
        }

        return buckets == _settled ? null : FindAtRest(name, hash);
    }

    /// <summary>The first entry of a chain, which may be null.</summary>
    /// <returns>Whether there is such a chain: their number grows with the entries, and falls when all are removed.</returns>
    public bool TryFirst(int chain, out CachedObject? first)
    {
        var buckets = _buckets;
        bool exists = (uint)chain < (uint)buckets.Length;
        first = exists ? buckets[chain].First : null;
        return exists;
    }

    /// <summary>Adds an entry if its name is free.</summary>
    public bool TryAdd(CachedObject entry)
    {
        lock (LockOf(entry.Hash))
        {
            if (Locate(entry.Name, entry.Hash, out _) is not null)
                return false;
            ref var bucket = ref BucketOf(entry.Hash);
            entry.Next = bucket.First;
            bucket.First = entry;
        }

        if (IsCrowded(Interlocked.Increment(ref _count), _buckets))
            Grow();
        return true;
    }

    /// <summary>Puts an entry in the place of the one that has its name, if there is one.</summary>
    public bool TryReplace(CachedObject entry, [NotNullWhen(true)] out CachedObject? old)
    {
        lock (LockOf(entry.Hash))
        {
            old = Locate(entry.Name, entry.Hash, out var before);
            if (old is null)
                return false;
            // What follows is linked first: a reader that meets the new entry goes on as from the old one.
            entry.Next = old.Next;
            Link(before, entry.Hash, entry);
            return true;
        }
    }

    /// <summary>
    /// Stores an entry, whatever has its name, and gives what had. For who holds the name's lock already: call
    /// <see cref="GrowIfCrowded"/> when it is left, since growing takes all of them.
    /// </summary>
    public CachedObject? Put(CachedObject entry)
    {
        if (TryReplace(entry, out var old))
            return old;
        ref var bucket = ref BucketOf(entry.Hash);
        entry.Next = bucket.First;
        bucket.First = entry;
        Interlocked.Increment(ref _count);
        return null;
    }

    /// <summary>Makes room after <see cref="Put"/>.</summary>
    public void GrowIfCrowded()
    {
        if (IsCrowded(Volatile.Read(ref _count), _buckets))
            Grow();
    }

    /// <summary>Removes this very entry, if it is still there.</summary>
    public bool Remove(CachedObject entry)
    {
        lock (LockOf(entry.Hash))
        {
            if (Locate(entry.Name, entry.Hash, out var before) != entry)
                return false;
            // A reader that stands on the entry still goes on from it: its own link stays.
            Link(before, entry.Hash, entry.Next);
        }

        Interlocked.Decrement(ref _count);
        return true;
    }

    /// <summary>Takes out everything whose name matches, at one moment.</summary>
    public List<CachedObject> RemoveAll(Predicate<string> matches)
    {
        EnterAll();
        try
        {
            var matching = Entries.ToLookup(entry => matches(entry.Name));
            List<CachedObject> removed = [.. matching[true]];
            if (matching.Contains(false))
                removed.ForEach(entry => Remove(entry));
            else
                RemoveAll(removed.Count);
            return removed;
        }
        finally
        {
            ExitAll();
        }
    }

    // Waits until nothing moves any more.
    private CachedObject? FindAtRest(string name, int hash)
    {
        lock (LockOf(hash))
            return Locate(name, hash, out _);
    }

    /// <summary>The entry of a name and the one before it in its chain; under the name's lock.</summary>
    private CachedObject? Locate(string name, int hash, out CachedObject? before)
    {
        before = null;
        for (var entry = BucketOf(hash).First; entry is not null; entry = entry.Next)
        {
            if (entry.Hash == hash && entry.Name == name)
                return entry;
            before = entry;
        }

        return null;
    }

    private void Link(CachedObject? before, int hash, CachedObject? entry)
    {
        if (before is null)
            BucketOf(hash).First = entry;
        else
            before.Next = entry;
    }

    private ref Bucket BucketOf(int hash)
    {
        var buckets = _buckets;
        return ref buckets[hash & (buckets.Length - 1)];
    }

    // Twice as many buckets as entries, so that a miss mostly meets an empty one.
    private static bool IsCrowded(int count, Bucket[] buckets) => count > buckets.Length / 2 && buckets.Length <= Array.MaxLength / 2;

    private void Grow()
    {
        EnterAll();
        try
        {
            var old = _buckets;
            if (!IsCrowded(_count, old))
                return;
            var larger = new Bucket[old.Length * 2];
            _settled = null;
            foreach (ref var bucket in old.AsSpan())
                Move(bucket.First, larger);
            _buckets = larger;
            _settled = larger;
        }
        finally
        {
            ExitAll();
        }
    }

    private static void Move(CachedObject? chain, Bucket[] larger)
    {
        while (chain is { } entry)
        {
            chain = entry.Next;
            ref var bucket = ref larger[entry.Hash & (larger.Length - 1)];
            entry.Next = bucket.First;
            bucket.First = entry;
        }
    }

    private void RemoveAll(int held)
    {
        _buckets = _settled = new Bucket[_locks.Length];
        Interlocked.Add(ref _count, -held);
    }

    private void EnterAll()
    {
        foreach (var one in _locks)
            one.Enter();
    }

    private void ExitAll()
    {
        foreach (var one in _locks)
            one.Exit();
    }

    // A struct: writing to an array of references asks for the type of what is written each time.
    private struct Bucket
    {
        public volatile CachedObject? First;
    }
}
