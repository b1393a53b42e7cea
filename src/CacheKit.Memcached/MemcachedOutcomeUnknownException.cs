using System.Diagnostics.CodeAnalysis;

namespace CacheKit.Memcached;

/// <summary>
/// The call was sent and no reply came: the connection broke or the time limit passed. The server may have carried it out
/// or not, so a counter must not be counted again blindly.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "The message is always known.")]
public sealed class MemcachedOutcomeUnknownException : MemcachedException
{
    /// <summary>A call without a reply.</summary>
    /// <param name="message">Which server did not reply, and why.</param>
    /// <param name="innerException">A <see cref="TimeoutException"/> when the time limit passed, else what the network or the system said.</param>
    public MemcachedOutcomeUnknownException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
