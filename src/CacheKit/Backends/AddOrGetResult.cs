namespace CacheKit.Backends;

/// <summary>What <see cref="ICacheBackend.AddOrGetAsync"/> did.</summary>
public enum AddOrGetResult
{
    /// <summary>The key was absent; the payload is stored.</summary>
    Added,

    /// <summary>The key was there; its payload was written to the destination.</summary>
    Existing,

    /// <summary>The key was there when adding and gone when reading.</summary>
    Vanished,
}
