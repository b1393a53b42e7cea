using CacheKit.Tags;

namespace CacheKit.Backends.Objects;

/// <summary>What an entry to be stored lives by beside its timeout.</summary>
/// <param name="Marks">What the places of its tags held before its value was made.</param>
/// <param name="StaleFor">How long it is kept beyond its timeout.</param>
internal sealed record EntryConditions(TagMark[] Marks, TimeSpan StaleFor)
{
    /// <summary>How long the store keeps an entry.</summary>
    /// <param name="timeToLive">How long it is fresh; null for ever.</param>
    /// <param name="staleFor">How long it is kept after that.</param>
    public static TimeSpan? KeptFor(TimeSpan? timeToLive, TimeSpan staleFor) =>
        timeToLive is not { } life ? null : life < TimeSpan.MaxValue - staleFor ? life + staleFor : TimeSpan.MaxValue;
}
