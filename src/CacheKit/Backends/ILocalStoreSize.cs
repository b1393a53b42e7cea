namespace CacheKit.Backends;

/// <summary>A backend that knows how full it is without counting.</summary>
internal interface ILocalStoreSize
{
    long Entries { get; }

    long Bytes { get; }

    long Evictions { get; }

    long Expirations { get; }

    /// <summary>
    /// Whether so much more can come in before something must go, with a sixteenth of the whole to spare, since others put
    /// things in too.
    /// </summary>
    /// <param name="entries">How many entries more.</param>
    /// <param name="bytes">How many bytes more.</param>
    bool HasRoomFor(int entries, long bytes);
}
