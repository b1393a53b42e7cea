using System.Buffers;

namespace CacheKit.Backends.Objects;

/// <summary>
/// An entry as a backend in this process holds it: made by the cache for one store call, never shared between stores.
/// It can always be written as the payload that a backend of bytes would hold.
/// </summary>
public abstract class CachedObject
{
    private readonly int _size;
    private volatile CachedObject? _next;

    private protected CachedObject(long size) => _size = (int)Math.Clamp(size, 0, int.MaxValue);

    /// <summary>The approximate bytes that the value takes in memory, its key and the store's own overhead not counted.</summary>
    public long Size => _size;

    // The bookkeeping of locmem lives in the entry itself: an entry costs one object, and a hit follows one reference.

    /// <summary>The entry's name in its scope.</summary>
    internal string Name { get; private set; } = "";

    /// <summary>The hash of the name.</summary>
    internal int Hash { get; private set; }

    /// <summary>The bytes that the entry takes with its name and all overhead.</summary>
    internal int Cost { get; private set; }

    /// <summary>The next entry in the chain of its bucket.</summary>
    internal CachedObject? Next
    {
        get => _next;
        set => _next = value;
    }

    /// <summary>When the entry expires, in ticks of the store's clock; <see cref="long.MaxValue"/> for never.</summary>
    internal long ExpiresAt { get; set; }

    /// <summary>The store's epoch when the entry was last used.</summary>
    internal uint LastUsed { get; set; }

    /// <summary>The store's epoch that this entry's write began: decides among equally recent ones.</summary>
    internal uint WrittenAt { get; set; }

    /// <summary>Whether memcached could hold the entry's key: decided when it is written, so that a hit need not look.</summary>
    internal bool KeyIsPortable { get; set; }

    /// <summary>Writes the entry's payload.</summary>
    /// <param name="destination">Takes the payload.</param>
    public abstract void WritePayload(IBufferWriter<byte> destination);

    /// <summary>Gives the entry its name, before it is stored.</summary>
    internal void Place(string name, int hash, int cost)
    {
        Name = name;
        Hash = hash;
        Cost = cost;
    }

    /// <summary>The same entry as an object of its own, to be stored elsewhere: a reader may still stand on this one.</summary>
    internal CachedObject Copy() => (CachedObject)MemberwiseClone();

    /// <summary>The same kind of entry with another integer in it, for a counter's next value.</summary>
    /// <param name="text">The integer's decimal text.</param>
    internal abstract CachedObject WithCounter(ReadOnlySpan<byte> text);
}
