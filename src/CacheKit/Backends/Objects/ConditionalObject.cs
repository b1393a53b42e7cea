using System.Buffers;
using CacheKit.Tags;

namespace CacheKit.Backends.Objects;

/// <summary>
/// An entry that lives by more than its timeout: it has tags, or is kept beyond its timeout for those who take a stale
/// value. A type of its own, so that a read of all others asks nothing about it.
/// </summary>
internal sealed class ConditionalObject : CachedObject
{
    private const int Overhead = 120;
    private const int MarkSize = 32;

    private readonly TagTable _tags;
    private readonly TagMark[] _marks;
    private readonly TimeProvider _time;

    // In the ticks of the time provider's timestamps.
    private long _freshUntil;

    /// <param name="inner">The entry as it would be without.</param>
    /// <param name="tags">Where its tags have their places.</param>
    /// <param name="marks">What the places held before the value was made.</param>
    /// <param name="timeToLive">How long it is fresh; null for ever.</param>
    /// <param name="staleFor">How long it is kept after that.</param>
    /// <param name="time">Where the time comes from.</param>
    public ConditionalObject(CachedObject inner, TagTable tags, TagMark[] marks, TimeSpan? timeToLive, TimeSpan staleFor, TimeProvider time)
        : base(inner.Size + Overhead + ((long)MarkSize * marks.Length))
    {
        Inner = inner;
        StaleFor = staleFor;
        _tags = tags;
        _marks = marks;
        _time = time;
        Renew(timeToLive);
    }

    public CachedObject Inner { get; }

    public TimeSpan StaleFor { get; }

    /// <summary>
    /// When the store lets go of the entry, stale or not, in ticks of its clock; its
    /// <see cref="CachedObject.ExpiresAt"/> only says that it has to be looked at.
    /// </summary>
    public long KeptUntil { get; set; }

    /// <summary>Whether no tag of it was removed.</summary>
    public bool IsCurrent => _tags.AreCurrent(_marks);

    /// <summary>Whether it is there for everybody, as far as it is for the entry to say.</summary>
    public bool IsLive => IsFresh && IsCurrent;

    /// <summary>How long it will still be fresh; null when that is for the store to say.</summary>
    public TimeSpan? Freshness => Volatile.Read(ref _freshUntil) is var end && end == long.MaxValue ? null : _time.GetElapsedTime(_time.GetTimestamp(), end);

    private bool IsFresh => Volatile.Read(ref _freshUntil) is var end && (end == long.MaxValue || _time.GetTimestamp() < end);

    /// <summary>Begins its time anew.</summary>
    public void Renew(TimeSpan? timeToLive) =>
        Volatile.Write(ref _freshUntil, StaleFor == TimeSpan.Zero || timeToLive is not { } life ? long.MaxValue : After(life));

    public override void WritePayload(IBufferWriter<byte> destination) => Inner.WritePayload(destination);

    internal override CachedObject WithCounter(ReadOnlySpan<byte> text) =>
        throw new NotSupportedException("A value with tags or a stale time is not counted.");

    private long After(TimeSpan life)
    {
        var end = _time.GetTimestamp() + ((Int128)life.Ticks * _time.TimestampFrequency / TimeSpan.TicksPerSecond);
        return end < long.MaxValue ? (long)end : long.MaxValue;
    }
}
