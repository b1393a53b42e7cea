namespace CacheKit.TestServers;

/// <summary>In what a Redis server differs from one that anybody on this machine may use, by TCP and by a socket of the file system.</summary>
public sealed record RedisServerSettings
{
    /// <summary>The password: <see cref="User"/>'s, without one the default user's.</summary>
    public string? Password { get; init; }

    /// <summary>The only user that may do anything, with <see cref="Password"/>; the default user is off.</summary>
    public string? User { get; init; }

    /// <summary>What <see cref="User"/> may do, as an access control list says it.</summary>
    public IReadOnlyList<string> Rules { get; init; } = ["~*", "&*", "+@all"];

    /// <summary>Whether it speaks TLS only, with a certificate that it made itself.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>Whether it, speaking TLS, lets nobody in without a certificate that it has issued.</summary>
    public bool AsksForCertificate { get; init; }

    /// <summary>How many bytes it may hold; it refuses to write more.</summary>
    public long? MaximumMemory { get; init; }

    /// <summary>The server that it copies; read-only.</summary>
    public RedisServer? Leader { get; init; }

    /// <summary>Whether it is for a cluster.</summary>
    public bool IsClusterNode { get; init; }

    /// <summary>Further arguments of the program.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
