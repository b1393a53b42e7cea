namespace CacheKit.Memcached;

/// <summary>Why a server refused a call.</summary>
public enum MemcachedError
{
    /// <summary>Another reason, told by the message.</summary>
    Other,

    /// <summary>The value is over the server's item size (<c>-I</c>, 1 MB by default). The old value is gone.</summary>
    TooLarge,

    /// <summary>The server has no room and may not evict (<c>-M</c>), or none of that size.</summary>
    OutOfMemory,

    /// <summary>The value to count is no decimal number of at most 64 bits.</summary>
    NotNumeric,

    /// <summary>User name and password are missing or wrong.</summary>
    NotAuthenticated,

    /// <summary>The server does not know the command: memcached before 1.6, or a command that its operator has switched off.</summary>
    UnknownCommand,
}
