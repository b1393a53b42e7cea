namespace CacheKit;

/// <summary>What a read gives when the stored payload cannot be read as the type asked for (<c>Options:OnUnreadable</c>).</summary>
public enum CacheUnreadable
{
    /// <summary>A miss, logged and counted.</summary>
    Miss,

    /// <summary>A <see cref="CacheSerializationException"/>.</summary>
    Throw,
}
