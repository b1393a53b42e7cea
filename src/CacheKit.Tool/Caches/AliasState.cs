namespace CacheKit.Tool.Caches;

/// <summary>How an alias stands.</summary>
internal enum AliasState
{
    /// <summary>Its backend answers.</summary>
    Reachable,

    /// <summary>Its entries live within the application, where no other process can look.</summary>
    Unseen,

    /// <summary>Its configuration is wrong.</summary>
    Wrong,

    /// <summary>Its backend does not answer, or refuses.</summary>
    Unreachable,
}
