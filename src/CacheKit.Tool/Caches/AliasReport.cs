namespace CacheKit.Tool.Caches;

/// <summary>How an alias was found.</summary>
/// <param name="Alias">The alias.</param>
/// <param name="State">How it stands.</param>
/// <param name="Problem">What is the matter; null when nothing is.</param>
internal sealed record AliasReport(ToolAlias Alias, AliasState State, string? Problem);
