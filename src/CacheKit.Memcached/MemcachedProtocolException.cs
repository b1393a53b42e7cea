using System.Diagnostics.CodeAnalysis;

namespace CacheKit.Memcached;

/// <summary>What came from the server was no reply to what it was asked; the connection has been closed.</summary>
[SuppressMessage("Design", "CA1032", Justification = "The message is always known.")]
public sealed class MemcachedProtocolException : MemcachedException
{
    /// <summary>A reply that cannot be understood.</summary>
    /// <param name="message">Which server, and what is wrong with its reply.</param>
    /// <param name="innerException">What found it wrong.</param>
    public MemcachedProtocolException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
