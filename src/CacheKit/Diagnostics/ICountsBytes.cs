namespace CacheKit.Diagnostics;

/// <summary>What counts the bytes that pass through it.</summary>
internal interface ICountsBytes
{
    long Count { get; }
}
