using CacheKit.Keys;

namespace CacheKit.Resilience;

/// <summary>Keys in the order in which each was lost for the first time. Not thread-safe.</summary>
internal sealed class LostKeys
{
    private readonly Dictionary<CacheKey, Loss> _losses = [];

    public int Count => _losses.Count;

    /// <summary>The number of the last loss.</summary>
    public long Number { get; private set; }

    public bool Contains(CacheKey key) => _losses.ContainsKey(key);

    /// <param name="key">The key.</param>
    /// <param name="behind">What must be removed before it, if it is lost too.</param>
    public void Add(CacheKey key, CacheKey? behind = null)
    {
        Number++;
        if (!_losses.TryGetValue(key, out var loss))
            _losses.Add(key, loss = new Loss(Number));
        loss.Last = Number;
        loss.Behind = behind ?? loss.Behind;
    }

    /// <summary>Those of some keys that are lost, each behind what must be removed before it.</summary>
    public CacheKey[] Among(ReadOnlySpan<CacheKey> keys)
    {
        var lost = new List<CacheKey>();
        foreach (var key in keys)
        {
            if (!_losses.TryGetValue(key, out var loss))
                continue;
            if (loss.Behind is { } first && Contains(first))
                lost.Add(first);
            lost.Add(key);
        }

        return [.. lost.Distinct()];
    }

    /// <summary>The oldest of them that are not being carried out, nor behind one that is, or that has its turn only later.</summary>
    /// <param name="most">How many.</param>
    /// <param name="from">The number of the first loss that counts; becomes that of the first one left out.</param>
    public CacheKey[] Oldest(int most, ref long from)
    {
        long begin = from;
        var oldest = _losses.Where(loss => loss.Value.First >= begin && IsFree(loss.Value)).OrderBy(static loss => loss.Value.First).Take(most).ToArray();
        if (oldest.Length > 0)
            from = oldest[^1].Value.First + 1;
        return Array.ConvertAll(oldest, static loss => loss.Key);
    }

    /// <summary>What carries out one of some keys just now; null when nothing does.</summary>
    public LostBatch? BatchOf(CacheKey[] keys)
    {
        foreach (var key in keys)
        {
            if (_losses.TryGetValue(key, out var loss) && loss.Batch is { } batch)
                return batch;
        }

        return null;
    }

    public void Begin(CacheKey[] keys, LostBatch batch)
    {
        foreach (var key in keys)
            _losses[key].Batch = batch;
    }

    /// <summary>Takes out what was carried out, but for what has been lost once more meanwhile.</summary>
    /// <param name="keys">All that was to be carried out.</param>
    /// <param name="isDone">Whether it was.</param>
    /// <param name="batch">What carried it out.</param>
    public void End(IEnumerable<CacheKey> keys, bool isDone, LostBatch batch)
    {
        foreach (var key in keys)
        {
            if (!_losses.TryGetValue(key, out var loss))
                continue;
            // Cleared and lost anew meanwhile, it is another's.
            if (ReferenceEquals(loss.Batch, batch))
                loss.Batch = null;
            if (isDone && loss.Last <= batch.Number)
                _losses.Remove(key);
        }
    }

    /// <summary>
    /// The server refuses to delete a key. It is taken out when the server had refused it before and has carried out other
    /// writes since: then it is this key that it refuses, and not every write for a while, as a leader that is being replaced does.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="number">What <see cref="Number"/> was before it was asked.</param>
    /// <param name="writes">How many other writes have been seen to succeed.</param>
    /// <returns>Whether it was taken out.</returns>
    public bool Refuse(CacheKey key, long number, long writes)
    {
        if (!_losses.TryGetValue(key, out var loss) || loss.Last > number)
            return false;
        loss.RefusedAfter ??= writes;
        return writes > loss.RefusedAfter && _losses.Remove(key);
    }

    public void Clear() => _losses.Clear();

    private bool IsFree(Loss loss)
    {
        if (loss.Batch is not null)
            return false;
        return loss.Behind is not { } first
            || !_losses.TryGetValue(first, out var before)
            || (before.Batch is null && before.First < loss.First);
    }

    /// <summary>The loss of one key.</summary>
    /// <param name="first">The number of its first loss: what is carried out keeps that order.</param>
    private sealed class Loss(long first)
    {
        public long First => first;

        /// <summary>The number of its last one.</summary>
        public long Last { get; set; }

        public CacheKey? Behind { get; set; }

        /// <summary>What carries it out just now.</summary>
        public LostBatch? Batch { get; set; }

        /// <summary>How many other writes had succeeded when the server first refused it.</summary>
        public long? RefusedAfter { get; set; }
    }
}
