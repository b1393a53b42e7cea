using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace CacheKit.AspNetCore.ConditionalRequests;

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

    /// <summary>Whether a tag was made here for a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="eTag">The tag, weak or not.</param>
    /// <param name="made">The tag as <see cref="Of"/> made it.</param>
    public static bool IsOf(ReadOnlySpan<byte> body, string eTag, [NotNullWhen(true)] out string? made)
    {
        made = null;
        var strong = eTag.StartsWith("W/", StringComparison.Ordinal) ? eTag[2..] : eTag;
        if (strong.Length != Base64Url.GetEncodedLength(Length) + 2 || Of(body) is not { } own || own != strong)
            return false;
        made = own;
        return true;
    }

    /// <summary>The same tag for a body whose bytes somebody outside may still change.</summary>
    public static string Weak(string eTag) => "W/" + eTag;
}
