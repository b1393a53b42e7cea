using System.Buffers;

namespace CacheKit.Backends;

/// <summary>
/// An entry as a backend in this process holds it: made by the cache for one store call, never shared between stores.
/// It can always be written as the payload that a backend of bytes would hold.
/// </summary>
public abstract class CachedObject
{
    private protected CachedObject()
    {
    }

    /// <summary>The approximate bytes that the value takes in memory, its key and the store's own overhead not counted.</summary>
    public abstract long Size { get; }

    /// <summary>Writes the entry's payload.</summary>
    /// <param name="destination">Takes the payload.</param>
    public abstract void WritePayload(IBufferWriter<byte> destination);
}
