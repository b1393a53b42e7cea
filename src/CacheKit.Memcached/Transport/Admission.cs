namespace CacheKit.Memcached.Transport;

/// <summary>Whether a connection took an operation.</summary>
internal enum Admission
{
    Accepted,

    /// <summary>Too many bytes wait for their replies.</summary>
    Full,

    /// <summary>The connection is of no use any more.</summary>
    Closed,
}
