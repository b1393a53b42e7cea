using Microsoft.Extensions.Caching.Distributed;

namespace CacheKit.Interop;

/// <summary>What <see cref="DistributedCacheEntryOptions"/> mean for an entry that is stored now.</summary>
/// <param name="Timeout">How long it lives.</param>
/// <param name="Sliding">How reading prolongs that; null: not at all.</param>
internal readonly record struct DistributedExpiry(CacheTimeout Timeout, SlidingExpiry? Sliding)
{
    /// <exception cref="ArgumentOutOfRangeException">The absolute expiry has passed, which is a slip: nothing would be stored.</exception>
    public static DistributedExpiry Of(DistributedCacheEntryOptions options, DateTimeOffset now)
    {
        if (options.AbsoluteExpiration is { } absolute && absolute <= now)
            throw new ArgumentOutOfRangeException(nameof(options), absolute, "AbsoluteExpiration is in the past; it must be in the future.");

        var end = EndOf(options, now);
        if (options.SlidingExpiration is { } window)
        {
            var sliding = new SlidingExpiry(window, end);
            return new(sliding.TimeToLive(now) ?? CacheTimeout.Zero, sliding);
        }

        return new(end - now ?? CacheTimeout.Never, null);
    }

    // Of both absolute expiries the earlier: nothing lives longer than any of them says.
    private static DateTimeOffset? EndOf(DistributedCacheEntryOptions options, DateTimeOffset now)
    {
        if (options.AbsoluteExpirationRelativeToNow is not { } relative || relative >= DateTimeOffset.MaxValue - now)
            return options.AbsoluteExpiration;
        return options.AbsoluteExpiration is { } absolute && absolute < now + relative ? absolute : now + relative;
    }
}
