namespace CacheKit.Backends.Files;

/// <summary>What the head of an entry's file says.</summary>
/// <param name="KeyLength">Bytes of the key.</param>
/// <param name="PayloadLength">Bytes of the payload.</param>
/// <param name="Expires">When it ends, in ticks (UTC), or <see cref="EntryFormat.Never"/>.</param>
internal readonly record struct EntryHeader(int KeyLength, long PayloadLength, long Expires)
{
    /// <summary>Where the payload begins.</summary>
    public long HeadLength => EntryFormat.HeaderLength + (long)KeyLength;

    /// <summary>How long the file is; negative when the header is nonsense that overflows.</summary>
    public long FileLength => unchecked(HeadLength + PayloadLength);
}
