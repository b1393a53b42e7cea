namespace CacheKit.Tool.Caches;

/// <summary>What a store holds.</summary>
/// <param name="Entries">How many entries.</param>
/// <param name="Bytes">How many bytes their values take; null when nobody looked.</param>
/// <param name="Permanent">How many of them never expire; null when nobody looked.</param>
internal sealed record StoreStatistics(long Entries, long? Bytes, long? Permanent);
