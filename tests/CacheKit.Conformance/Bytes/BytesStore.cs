namespace CacheKit.Conformance.Bytes;

/// <summary>
/// The server behind a <see cref="BytesBackend"/>: entries by final key, in memory, each change under one lock. Tests
/// look at the raw payloads here, and tamper with them. Several backends may share a store, as processes do a server.
/// </summary>
/// <param name="time">Where the time comes from.</param>
public sealed class BytesStore(TimeProvider time)
{
    private readonly Dictionary<string, BytesEntry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Whether times to live are rounded up to whole seconds, as on memcached.</summary>
    public bool WholeSeconds { get; init; }

    /// <summary>The final keys of the live entries.</summary>
    public IReadOnlyList<string> FinalKeys
    {
        get
        {
            lock (_gate)
                return [.. _entries.Where(pair => IsLive(pair.Value)).Select(pair => pair.Key).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>A copy of a live payload.</summary>
    /// <param name="finalKey">Its key.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public byte[] this[string finalKey] => [.. Find(finalKey)?.Payload ?? throw new KeyNotFoundException($"Nothing is stored under '{finalKey}'.")];

    /// <summary>Puts any bytes in the place of a payload; an entry that is there keeps its expiry.</summary>
    /// <param name="finalKey">Its key.</param>
    /// <param name="payload">The bytes.</param>
    public void Replace(string finalKey, ReadOnlySpan<byte> payload)
    {
        byte[] copy = payload.ToArray();
        Change(finalKey, entry => new(copy, entry?.ExpiresAt));
    }

    /// <summary>Cuts a payload off.</summary>
    /// <param name="finalKey">Its key.</param>
    /// <param name="length">How many bytes remain.</param>
    public void Truncate(string finalKey, int length) => Replace(finalKey, this[finalKey].AsSpan(0, length));

    /// <summary>Turns one bit of a payload over.</summary>
    /// <param name="finalKey">Its key.</param>
    /// <param name="bit">Which, counted from the lowest of the first byte.</param>
    public void FlipBit(string finalKey, int bit)
    {
        byte[] payload = this[finalKey];
        payload[bit / 8] ^= (byte)(1 << (bit % 8));
        Replace(finalKey, payload);
    }

    /// <summary>Removes an entry behind the cache's back.</summary>
    /// <param name="finalKey">Its key.</param>
    public void Remove(string finalKey) => Change(finalKey, static _ => null);

    /// <summary>Removes everything whose final key begins with a prefix.</summary>
    /// <param name="prefix">The prefix; empty for everything.</param>
    public void Clear(string prefix)
    {
        lock (_gate)
        {
            foreach (string key in _entries.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToList())
                _entries.Remove(key);
        }
    }

    /// <summary>Makes it hold what another store holds, and nothing else.</summary>
    internal void Become(BytesStore other)
    {
        KeyValuePair<string, BytesEntry>[] entries;
        lock (other._gate)
            entries = [.. other._entries];
        lock (_gate)
        {
            _entries.Clear();
            foreach (var (key, entry) in entries)
                _entries[key] = entry;
        }
    }

    internal DateTimeOffset? ExpiryOf(TimeSpan? timeToLive)
    {
        if (timeToLive is not { } life)
            return null;
        var now = time.GetUtcNow();
        if (WholeSeconds)
            life = TimeSpan.FromSeconds(Math.Ceiling(Math.Min(life.TotalSeconds, (double)int.MaxValue)));
        return life < DateTimeOffset.MaxValue - now ? now + life : null;
    }

    internal TimeSpan? RemainingOf(BytesEntry entry) => entry.ExpiresAt - time.GetUtcNow();

    internal BytesEntry? Find(string finalKey)
    {
        lock (_gate)
            return FindUnderLock(finalKey);
    }

    /// <summary>Puts what <paramref name="change"/> makes of the live entry (null: there is none) in its place; null removes it.</summary>
    internal BytesEntry? Change(string finalKey, Func<BytesEntry?, BytesEntry?> change)
    {
        lock (_gate)
        {
            var before = FindUnderLock(finalKey);
            if (change(before) is { } after)
                _entries[finalKey] = after;
            else
                _entries.Remove(finalKey);
            return before;
        }
    }

    internal bool Move(string source, string destination)
    {
        lock (_gate)
        {
            if (FindUnderLock(source) is not { } entry)
                return false;
            _entries.Remove(source);
            _entries[destination] = entry;
            return true;
        }
    }

    private BytesEntry? FindUnderLock(string finalKey) =>
        _entries.TryGetValue(finalKey, out var entry) && IsLive(entry) ? entry : null;

    private bool IsLive(BytesEntry entry) => entry.ExpiresAt is not { } end || time.GetUtcNow() < end;
}
