using System.Buffers.Text;
using System.Security.Cryptography;

namespace CacheKit.AspNetCore.Headers;

/// <summary>Makes a tag for a body that came without one: half of its SHA-256, which nobody finds two bodies for by chance.</summary>
internal static class BodyETag
{
    private const int Length = 16;

    public static string Of(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return $"\"{Base64Url.EncodeToString(hash[..Length])}\"";
    }

    /// <summary>The same tag for a body whose bytes somebody outside may still change.</summary>
    public static string Weak(string eTag) => "W/" + eTag;
}
