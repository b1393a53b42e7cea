using System.Buffers;
using System.ComponentModel;

namespace CacheKit.Interop;

/// <summary>
/// An entry of one of the framework's interfaces: bytes that nothing here looks into, and how reading prolongs their life. A
/// backend in this process holds it as it is. What was read from a payload stands in a rented array, which
/// <see cref="Dispose"/> gives back; of one that a backend holds that does nothing.
/// </summary>
[ImmutableObject(true)]
internal sealed class DistributedEntry : IDisposable
{
    private byte[]? _rented;

    private DistributedEntry(ReadOnlySequence<byte> bytes, SlidingExpiry? sliding)
    {
        Bytes = bytes;
        Sliding = sliding;
    }

    public ReadOnlySequence<byte> Bytes { get; private set; }

    public SlidingExpiry? Sliding { get; }

    /// <summary>An entry that goes to a backend which has written it down when the call begins to wait.</summary>
    public static DistributedEntry Borrow(ReadOnlySequence<byte> bytes, SlidingExpiry? sliding) => new(bytes, sliding);

    /// <summary>An entry with bytes of its own, which may be held.</summary>
    public static DistributedEntry Copy(ReadOnlySequence<byte> bytes, SlidingExpiry? sliding) => new(new(bytes.ToArray()), sliding);

    /// <summary>An entry that was read.</summary>
    public static DistributedEntry Rent(ReadOnlySpan<byte> bytes, SlidingExpiry? sliding)
    {
        var rented = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(rented);
        return new(new(rented, 0, bytes.Length), sliding) { _rented = rented };
    }

    public void Dispose()
    {
        if (_rented is not { } rented)
            return;
        _rented = null;
        Bytes = default;
        ArrayPool<byte>.Shared.Return(rented);
    }
}
