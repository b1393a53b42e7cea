namespace CacheKit.Memcached;

/// <summary>On what condition a value is stored.</summary>
public enum MemcachedStoreMode
{
    /// <summary>Always.</summary>
    Set,

    /// <summary>If the key is absent.</summary>
    Add,

    /// <summary>If the key is there.</summary>
    Replace,

    /// <summary>Behind the value that is there; its flags and expiry stay.</summary>
    Append,

    /// <summary>Before the value that is there; its flags and expiry stay.</summary>
    Prepend,
}
