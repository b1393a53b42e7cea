namespace CacheKit.AspNetCore.ConditionalRequests;

/// <summary>What <c>.ConditionalGet(…)</c> says.</summary>
internal sealed record ConditionalGetMetadata(ConditionalGetOptions Options);
