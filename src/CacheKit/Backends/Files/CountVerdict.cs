namespace CacheKit.Backends.Files;

/// <summary>What the count says to an insertion.</summary>
internal enum CountVerdict
{
    /// <summary>There is room, and the new entry is counted.</summary>
    Noted,

    /// <summary>As many entries are there as are allowed.</summary>
    Full,

    /// <summary>Nobody knows how many there are.</summary>
    Unknown,
}
