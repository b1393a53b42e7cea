using CacheKit.Backends.Objects;

namespace CacheKit.Values;

internal sealed partial class Cache
{
    /// <summary>What a flight brings: the leader's value, and for the others a way to have one of their own.</summary>
    /// <param name="Value">The value that the leader returns.</param>
    /// <param name="Held">It as an entry holds it, where sharing the value would let one caller change another's; else null.</param>
    private readonly record struct Made<T>(T Value, CachedObject? Held)
    {
        public T CopyFor(Cache cache, string key)
        {
            if (Held is null)
                return Value;
            var copy = cache.ValueOf<T>(key, Held);
            return copy.HasValue ? copy.Value! : Value;
        }
    }
}
