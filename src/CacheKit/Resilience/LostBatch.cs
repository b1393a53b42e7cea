using CacheKit.Keys;

namespace CacheKit.Resilience;

/// <summary>What is carried out in one step: a clear, or markers of tags, or deletes.</summary>
/// <param name="Number">The number of the last loss of that kind when it was taken: what is lost from then on is not part of it.</param>
/// <param name="Clear">What is cleared.</param>
/// <param name="Markers">Markers of tags.</param>
/// <param name="Keys">Keys to delete.</param>
internal readonly record struct LostBatch(long Number, LostClear Clear, CacheKey[] Markers, CacheKey[] Keys);
