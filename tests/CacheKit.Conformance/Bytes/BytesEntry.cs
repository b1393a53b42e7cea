namespace CacheKit.Conformance.Bytes;

/// <summary>What a store of bytes holds under one key.</summary>
/// <param name="Payload">The payload.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
internal sealed record BytesEntry(byte[] Payload, DateTimeOffset? ExpiresAt);
