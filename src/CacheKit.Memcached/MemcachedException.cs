using System.Diagnostics.CodeAnalysis;

namespace CacheKit.Memcached;

/// <summary>A call to a memcached server failed; what derives from it says how.</summary>
[SuppressMessage("Design", "CA1032", Justification = "The message is always known.")]
public class MemcachedException : Exception
{
    /// <summary>A failed call.</summary>
    /// <param name="message">What failed, on which server.</param>
    /// <param name="innerException">What the network or the system said.</param>
    public MemcachedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
