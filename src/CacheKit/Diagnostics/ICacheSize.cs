namespace CacheKit.Diagnostics;

/// <summary>A backend that knows how full it is without counting.</summary>
internal interface ICacheSize
{
    long Entries { get; }

    long Bytes { get; }

    long Evictions { get; }

    long Expirations { get; }
}
