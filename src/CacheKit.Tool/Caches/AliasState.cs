namespace CacheKit.Tool.Caches;

/// <summary>How an alias stands.</summary>
internal enum AliasState
{
    /// <summary>Its backend answers.</summary>
    Reachable,

    /// <summary>Its table, or the file of its database, is made at the first use.</summary>
    Unmade,

    /// <summary>Its entries live within the application, where no other process can look.</summary>
    Unseen,

    /// <summary>Its configuration is wrong.</summary>
    Wrong,

    /// <summary>Its backend does not answer, or refuses.</summary>
    Unreachable,
}
