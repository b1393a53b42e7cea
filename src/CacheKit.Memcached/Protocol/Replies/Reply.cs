namespace CacheKit.Memcached.Protocol.Replies;

/// <summary>What a reply says besides its value.</summary>
internal struct Reply
{
    /// <summary>The time to live of an entry that never expires.</summary>
    public const long Never = -1;

    public ReplyStatus Status;
    public uint Flags;
    public ulong Cas;
    public long TimeToLive;
    public bool IsWinner;
    public bool IsBeingMade;
    public bool IsStale;

    public Reply() => TimeToLive = Never;

    public readonly MemcachedGetResult ToResult() => new()
    {
        IsFound = Status is ReplyStatus.Value or ReplyStatus.Done,
        Flags = Flags,
        Cas = Cas,
        TimeToLive = TimeToLive == Never ? null : TimeSpan.FromSeconds(TimeToLive),
        IsWinner = IsWinner,
        IsBeingMade = IsBeingMade,
        IsStale = IsStale,
    };
}
