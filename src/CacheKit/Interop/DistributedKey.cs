using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using CacheKit.Keys;

namespace CacheKit.Interop;

/// <summary>
/// Where the entry of a framework's key stands: <c>space:key</c>, or, for a key that memcached could not hold or that is
/// long, <c>space#</c> and its SHA-256. Two keys never share a name, two spaces never a key, and every backend takes it.
/// </summary>
internal static class DistributedKey
{
    // A portable key has 250; the rest is for prefix, version and space.
    private const int MaximumLength = 100;

    public static string Of(string space, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Length <= MaximumLength && Ascii.IsValid(key) && KeyRules.IsClean(key)
            ? string.Concat(space, ":", key)
            : Hashed(space, key);
    }

    /// <summary>The name of a key that cannot stand as it is. By its UTF-16: a text with half a surrogate pair has one of its own.</summary>
    public static string Hashed(string space, string key)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(key.AsSpan()), digest);
        return string.Concat(space, "#", Convert.ToHexStringLower(digest));
    }
}
