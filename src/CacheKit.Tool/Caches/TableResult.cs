using CacheKit.Database.Tables;

namespace CacheKit.Tool.Caches;

/// <summary>What became of a table that was to be there.</summary>
/// <param name="Table">The table.</param>
/// <param name="WasMissing">Whether it was missing, and was made or would have been.</param>
/// <param name="Problem">What kept it from being made; null for nothing.</param>
internal sealed record TableResult(CacheTable Table, bool WasMissing, string? Problem);
