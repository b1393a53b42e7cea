using CacheKit.Keys;

namespace CacheKit.Concurrency;

/// <summary>
/// The keys whose factories have just failed while a stale value was at hand: they are left alone for a while. A table that
/// does not grow; a key that takes another's place ends that one's pause.
/// </summary>
internal sealed class RefreshPauses(TimeProvider time)
{
    /// <summary>How long a factory that has failed is not run again.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    private readonly Pause?[] _places = new Pause?[64];

    public void Begin(CacheKey key) => Volatile.Write(ref PlaceOf(key), new Pause(key, time.GetTimestamp()));

    public bool Has(CacheKey key) =>
        Volatile.Read(ref PlaceOf(key)) is { } pause && pause.Key == key && time.GetElapsedTime(pause.Since) < Length;

    private ref Pause? PlaceOf(CacheKey key) => ref _places[key.GetHashCode() & (_places.Length - 1)];

    private sealed record Pause(CacheKey Key, long Since);
}
