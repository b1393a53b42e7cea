using System.Buffers;

namespace CacheKit.Backends.Objects;

/// <summary>An entry held as its payload, for values that could change under the reader.</summary>
/// <param name="payload">The payload; nobody else may change it.</param>
internal sealed class CachedPayload(byte[] payload) : CachedObject(ArrayOverhead + payload.Length)
{
    private const int ArrayOverhead = 24;

    public ReadOnlyMemory<byte> Payload => payload;

    public override void WritePayload(IBufferWriter<byte> destination) => destination.Write(payload);

    internal override CachedObject WithCounter(ReadOnlySpan<byte> text) => new CachedPayload(text.ToArray()) { KeyIsPortable = KeyIsPortable };
}
