namespace CacheKit.TestServers;

/// <summary>In what a memcached server differs from one that anybody on this machine may use.</summary>
public sealed record MemcachedServerSettings
{
    /// <summary>Who may use it, with <see cref="Password"/>; null for anybody.</summary>
    public string? User { get; init; }

    /// <summary>The user's password.</summary>
    public string? Password { get; init; }

    /// <summary>Whether users sign in by SASL, in the binary protocol; else by the text protocol.</summary>
    public bool UsesSasl { get; init; }

    /// <summary>Whether it speaks TLS only, with a certificate that it made itself.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>Whether it listens on a socket of the file system only.</summary>
    public bool ListensOnSocket { get; init; }

    /// <summary>Further arguments of the program.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
