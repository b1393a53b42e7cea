namespace CacheKit.Backends;

/// <summary>What a store holds.</summary>
/// <param name="Entries">How many entries; those that have expired may be among them for a while.</param>
/// <param name="Bytes">How many bytes they take; null where nobody counts them.</param>
internal readonly record struct StoreSize(long Entries, long? Bytes);
