namespace CacheKit.Values;

/// <summary>What stands under a key on a backend of bytes, once its conditions have been looked at.</summary>
internal enum EntryStanding
{
    /// <summary>Nothing.</summary>
    Absent,

    /// <summary>An entry without conditions.</summary>
    Plain,

    /// <summary>An entry whose conditions hold.</summary>
    Live,

    /// <summary>An entry that counts as absent: expired, or one of its tags was removed.</summary>
    Dead,
}
