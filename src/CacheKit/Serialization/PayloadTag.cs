namespace CacheKit.Serialization;

/// <summary>
/// The first byte of every payload but an integer's:
/// <code>
///   bit   7   6   5 4 3 2 1 0
///       ┌───┬───┬─────────────┐
///       │ 1 │ c │    kind     │   c: the rest is compressed
///       └───┴───┴─────────────┘
/// </code>
/// An integer begins with a digit or a minus sign, whose high bit is clear. UTF-8 text never begins with 0x80 … 0xBF, so
/// that text that something else stored is not taken for an uncompressed payload.
/// </summary>
internal readonly record struct PayloadTag(byte Value)
{
    public const byte Mark = 0x80;

    private const byte CompressedBit = 0x40;

    public static PayloadTag Of(PayloadKind kind) => new((byte)(Mark | (byte)kind));

    public PayloadKind Kind => (PayloadKind)(Value & ~(Mark | CompressedBit));

    public bool IsCompressed => (Value & CompressedBit) != 0;

    public PayloadTag Compressed() => new((byte)(Value | CompressedBit));
}
