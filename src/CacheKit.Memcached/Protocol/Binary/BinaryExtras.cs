using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace CacheKit.Memcached.Protocol.Binary;

/// <summary>What a request of the binary protocol has between its header and its key.</summary>
[InlineArray(MaximumLength)]
internal struct BinaryExtras
{
    public const int MaximumLength = 20;

    /// <summary>As an expiry, it keeps an absent number from being made.</summary>
    private const uint DoNotCreate = uint.MaxValue;

    // Seconds count from 1970 when they are more than 30 days: this moment is long gone.
    private const uint LongAgo = 30 * 24 * 60 * 60 + 1;

    private byte _first;

    /// <summary>Flags and expiry of a value: 8 bytes.</summary>
    public static BinaryExtras Store(uint flags, long seconds)
    {
        var extras = new BinaryExtras();
        BinaryPrimitives.WriteUInt32BigEndian(extras, flags);
        BinaryPrimitives.WriteUInt32BigEndian(extras[4..], Expiry(seconds));
        return extras;
    }

    /// <summary>An expiry: 4 bytes.</summary>
    public static BinaryExtras Touch(long seconds)
    {
        var extras = new BinaryExtras();
        BinaryPrimitives.WriteUInt32BigEndian(extras, Expiry(seconds));
        return extras;
    }

    /// <summary>What to count and what an absent number becomes: 20 bytes.</summary>
    public static BinaryExtras Count(ulong delta, ulong? initial, long seconds)
    {
        var extras = new BinaryExtras();
        BinaryPrimitives.WriteUInt64BigEndian(extras, delta);
        BinaryPrimitives.WriteUInt64BigEndian(extras[8..], initial ?? 0);
        BinaryPrimitives.WriteUInt32BigEndian(extras[16..], initial is null ? DoNotCreate : Expiry(seconds));
        return extras;
    }

    private static uint Expiry(long seconds) => seconds < 0 ? LongAgo : (uint)seconds;
}
