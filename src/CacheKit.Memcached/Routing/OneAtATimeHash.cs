namespace CacheKit.Memcached.Routing;

/// <summary>Jenkins' one-at-a-time hash as libmemcached has it.</summary>
internal static class OneAtATimeHash
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint hash = 0;
        foreach (byte value in bytes)
        {
            // libmemcached's characters have a sign, so bytes beyond ASCII are negative numbers.
            hash += (uint)(sbyte)value;
            hash += hash << 10;
            hash ^= hash >> 6;
        }

        hash += hash << 3;
        hash ^= hash >> 11;
        return hash + (hash << 15);
    }
}
