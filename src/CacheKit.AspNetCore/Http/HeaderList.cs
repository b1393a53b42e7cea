using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Http;

/// <summary>A field that is a list of names, on one line or on several (RFC 9110 §5.6.1).</summary>
internal static class HeaderList
{
    /// <summary>Whether a name is in the list, in any case.</summary>
    public static bool Names(StringValues lines, string name)
    {
        foreach (var line in lines)
        {
            foreach (var part in line.AsSpan().Split(','))
            {
                if (line.AsSpan()[part].Trim(" \t").Equals(name, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }
}
