using System.Buffers;

namespace CacheKit.AspNetCore.Http;

/// <summary>What can stand in a header field (RFC 9110 §5); what cannot would turn an answer into an error or worse.</summary>
internal static class HeaderSyntax
{
    public const int MaximumNameLength = 256;
    public const int MaximumValueLength = 32 * 1024;

    private static readonly SearchValues<char> _nameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Whether a server would send that name.</summary>
    public static bool IsName(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaximumNameLength && !name.ContainsAnyExcept(_nameCharacters);

    /// <summary>Whether a server would send that value: no line end, no control character, ASCII.</summary>
    public static bool IsValue(ReadOnlySpan<char> value)
    {
        if (value.Length > MaximumValueLength)
            return false;
        foreach (var c in value)
        {
            if (c is (< ' ' and not '\t') or > '~')
                return false;
        }

        return true;
    }
}
