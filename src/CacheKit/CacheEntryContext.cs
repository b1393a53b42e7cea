namespace CacheKit;

/// <summary>What a factory of <c>GetOrSetAsync</c> may decide about the entry it makes. Valid until the factory ends.</summary>
public sealed class CacheEntryContext
{
    internal CacheEntryContext(string key, CacheEntryOptions options)
    {
        Key = key;
        Options = options;
    }

    /// <summary>The key as the caller spelt it.</summary>
    public string Key { get; }

    /// <summary>
    /// How the entry will be stored; starts with what the caller passed. Tags that the factory names here are as safe as the
    /// caller's: if one of them was removed while the factory ran, the value is not stored.
    /// </summary>
    public CacheEntryOptions Options { get; set; }

    /// <summary>Whether the value is stored at all; false hands it to the waiting callers only.</summary>
    public bool Keep { get; set; } = true;
}
