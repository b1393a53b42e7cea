using System.Buffers;

namespace CacheKit.Memcached.Commands;

/// <summary>Where values go that are not asked for.</summary>
internal sealed class Nowhere : IBufferWriter<byte>
{
    private Nowhere()
    {
    }

    public static Nowhere Instance { get; } = new();

    public void Advance(int count) => throw new InvalidOperationException("A value came that was not asked for.");

    public Memory<byte> GetMemory(int sizeHint = 0) => throw new InvalidOperationException("A value came that was not asked for.");

    public Span<byte> GetSpan(int sizeHint = 0) => throw new InvalidOperationException("A value came that was not asked for.");
}
