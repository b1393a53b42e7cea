namespace CacheKit.AspNetCore.Headers;

/// <summary>What <c>.ConditionalGet(…)</c> says.</summary>
internal sealed record ConditionalGetMetadata(ConditionalGetOptions Options);
