namespace CacheKit.Memcached.Generations;

/// <summary>A key of a call for many.</summary>
/// <param name="Index">Its place among the caller's keys.</param>
/// <param name="Key">The key on its server.</param>
/// <param name="Look">The look at that server's generation.</param>
internal readonly record struct PlacedKey(int Index, KeyInGeneration Key, GenerationLook Look);
