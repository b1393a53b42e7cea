namespace CacheKit.Serialization;

/// <summary>What a payload holds. The numbers are part of the format: they never change and are never used again.</summary>
internal enum PayloadKind : byte
{
    /// <summary>Decimal text without a tag, so that Redis and memcached can count it.</summary>
    Integer = 0,

    Null = 1,

    /// <summary>UTF-8.</summary>
    Text = 2,

    /// <summary>UTF-16, low byte first: only for text with unpaired surrogates, which UTF-8 cannot hold.</summary>
    Utf16Text = 3,

    Bytes = 4,

    Json = 5,

    /// <summary>The data of a serializer other than <see cref="JsonCacheSerializer"/>, after its name.</summary>
    Named = 6,

    /// <summary>Another payload, with the tags and the stale time of its entry before it: <see cref="ConditionalPayload"/>.</summary>
    Conditional = 7,

    /// <summary>
    /// Never stored: what memcached gives in the place of a value that something else stored and only that can read, with the
    /// value's client flags, 4 bytes, the low one first.
    /// </summary>
    Foreign = 62,
}
