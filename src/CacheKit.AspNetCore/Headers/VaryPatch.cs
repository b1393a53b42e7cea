using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Headers;

/// <summary>Names more request headers in a <c>Vary</c> field (Django's <c>patch_vary_headers</c>); what is there stays.</summary>
internal static class VaryPatch
{
    public static void Apply(IHeaderDictionary headers, string name)
    {
        if (name == "*" || Names(headers.Vary, "*"))
            headers.Vary = "*";
        else if (!Names(headers.Vary, name))
            headers.Vary = StringValues.IsNullOrEmpty(headers.Vary) ? name : $"{string.Join(", ", headers.Vary.AsEnumerable())}, {name}";
    }

    private static bool Names(StringValues lines, string name)
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
