using System.Diagnostics.CodeAnalysis;

namespace CacheKit.Memcached;

/// <summary>The server refused the call; its own words are in the message.</summary>
[SuppressMessage("Design", "CA1032", Justification = "The message is always known.")]
public sealed class MemcachedServerException : MemcachedException
{
    /// <summary>A refused call.</summary>
    /// <param name="message">Which server, and its words.</param>
    /// <param name="error">What it refused.</param>
    public MemcachedServerException(string message, MemcachedError error)
        : base(message) => Error = error;

    /// <summary>What the server refused.</summary>
    public MemcachedError Error { get; }
}
