using CacheKit.Keys;

namespace CacheKit.Resilience;

/// <summary>Keys in the order in which each was lost for the first time. Not thread-safe.</summary>
internal sealed class LostKeys
{
    private readonly Dictionary<CacheKey, Loss> _losses = [];

    // While a server is away the oldest are tried again and again.
    private CacheKey[]? _oldest;

    public int Count => _losses.Count;

    /// <summary>The number of the last loss.</summary>
    public long Number { get; private set; }

    public void Add(CacheKey key)
    {
        Number++;
        _losses[key] = new Loss(_losses.TryGetValue(key, out var before) ? before.First : Number, Number);
    }

    /// <summary>The oldest of them, which stay.</summary>
    public CacheKey[] Oldest(int most) => _oldest ??= [.. _losses.OrderBy(static loss => loss.Value.First).Take(most).Select(static loss => loss.Key)];

    /// <summary>Takes out what was carried out, but for what has been lost once more meanwhile.</summary>
    /// <param name="carriedOut">The keys.</param>
    /// <param name="number">What <see cref="Number"/> was before that began.</param>
    public void Remove(CacheKey[] carriedOut, long number)
    {
        foreach (var key in carriedOut)
        {
            if (_losses.TryGetValue(key, out var loss) && loss.Last <= number)
                _losses.Remove(key);
        }

        _oldest = null;
    }

    public void Clear()
    {
        _losses.Clear();
        _oldest = null;
    }

    /// <summary>When a key was lost.</summary>
    /// <param name="First">The number of its first loss: what is carried out keeps that order.</param>
    /// <param name="Last">The number of its last one.</param>
    private readonly record struct Loss(long First, long Last);
}
