namespace CacheKit.Memcached.Protocol.Replies;

/// <summary>What a reply says.</summary>
internal enum ReplyStatus
{
    /// <summary>A value follows.</summary>
    Value,

    /// <summary>Carried out; or found, where no value was asked for.</summary>
    Done,

    /// <summary>Nothing under the key that was to be read.</summary>
    Miss,

    /// <summary>Nothing under the key that was to be changed.</summary>
    NotFound,

    /// <summary>The condition of the store did not hold.</summary>
    NotStored,

    /// <summary>The entry is not the one that was read.</summary>
    Changed,

    /// <summary>The answer to a no-op: all replies before it have come.</summary>
    End,

    /// <summary>The server refused.</summary>
    Refused,
}
