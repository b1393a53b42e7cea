namespace CacheKit.Memcached.Protocol.Replies;

/// <summary>The part of a reply that comes before its value.</summary>
internal struct ReplyHead
{
    public Reply Reply;

    /// <summary>The request's number; null where the protocol leaves it out.</summary>
    public uint? Opaque;

    /// <summary>How many bytes follow, without what closes them; -1 when none do.</summary>
    public int ValueLength;

    /// <summary>How many bytes come before the value and are of no interest.</summary>
    public int SkippedLength;

    public Refusal? Refusal;
}
