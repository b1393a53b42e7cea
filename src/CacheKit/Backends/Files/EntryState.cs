namespace CacheKit.Backends.Files;

/// <summary>What stands where the entry of a key should be.</summary>
internal enum EntryState
{
    /// <summary>Nothing.</summary>
    Absent,

    /// <summary>The entry of another key with the same digest.</summary>
    Foreign,

    /// <summary>A file that is not what was written: cut off, changed, or of a format that is not known.</summary>
    Damaged,

    /// <summary>The entry, past its end.</summary>
    Expired,

    /// <summary>The entry.</summary>
    Live,
}
