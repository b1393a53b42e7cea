using System.Diagnostics.CodeAnalysis;

namespace CacheKit.Memcached;

/// <summary>The server was not reached, and nothing of the call was sent: it may be repeated without harm.</summary>
[SuppressMessage("Design", "CA1032", Justification = "The message is always known.")]
public sealed class MemcachedUnavailableException : MemcachedException
{
    /// <summary>A call that was not sent.</summary>
    /// <param name="message">Which server could not be reached, and why.</param>
    /// <param name="innerException">What the network or the system said.</param>
    public MemcachedUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
