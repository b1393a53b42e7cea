using StackExchange.Redis;

namespace CacheKit.Redis.Commands;

/// <summary>Times to live as the server counts them: in milliseconds, rounded up, so that none becomes zero.</summary>
internal static class RedisLifetime
{
    private const long Absent = -2;
    private const long Endless = -1;

    // PERSIST says of an entry that never expires the same as of one that is not there. Asked apart, EXISTS may answer for one
    // that was added in between, with an end of its own.
    private const string Persist = "if redis.call('PERSIST', KEYS[1]) == 1 then return 1 end return redis.call('EXISTS', KEYS[1])";

    private static readonly TimeSpan _longest = TimeSpan.MaxValue - TimeSpan.FromMilliseconds(1);
    private static readonly long _longestMilliseconds = (long)_longest.TotalMilliseconds;

    /// <summary>A time to live in whole milliseconds; null for one without end.</summary>
    public static TimeSpan? RoundUp(TimeSpan? timeToLive)
    {
        if (timeToLive is not { } life || life >= _longest)
            return null;
        long part = life.Ticks % TimeSpan.TicksPerMillisecond;
        return part == 0 ? life : new TimeSpan(life.Ticks + TimeSpan.TicksPerMillisecond - part);
    }

    // hot path: no allocation
    public static Expiration ToExpiration(TimeSpan? timeToLive) =>
        RoundUp(timeToLive) is { } life ? new(life) : default;

    /// <summary>Takes an entry's end away.</summary>
    /// <returns>Whether it is there.</returns>
    public static async Task<bool> PersistAsync(IDatabase database, RedisKey key) =>
        (bool)await database.ScriptEvaluateAsync(Persist, [key], null, CommandFlags.DemandMaster).ConfigureAwait(false);

    /// <summary>When a life ends that goes on for so long; null for never, and for what is beyond all dates.</summary>
    public static DateTimeOffset? EndOf(TimeSpan? left, DateTimeOffset now) =>
        left is { } life && life <= DateTimeOffset.MaxValue - now ? now + life : null;

    /// <summary>What is left of an entry's life. No value: it is not there; a null value: it never expires.</summary>
    // The client's own method says the same of the two.
    public static async Task<CacheValue<TimeSpan?>> ReadAsync(IDatabase database, RedisKey key, CommandFlags flags) =>
        Left((long)await database.ExecuteAsync("PTTL", [key], flags).ConfigureAwait(false));

    /// <summary>What the server's answer to PTTL says, as <see cref="ReadAsync"/>.</summary>
    public static CacheValue<TimeSpan?> Left(long milliseconds) => milliseconds switch
    {
        Absent => default,
        Endless => new(null),
        // Longer than can be counted here, which only other clients can have set: as good as for ever.
        _ when milliseconds >= _longestMilliseconds => new(null),
        // In the last of its milliseconds the server says 0, and would take no life of 0.
        _ => new(TimeSpan.FromMilliseconds(Math.Max(1, milliseconds))),
    };
}
