using CacheKit.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Headers;

/// <summary>Names more request headers in a <c>Vary</c> field (Django's <c>patch_vary_headers</c>); what is there stays.</summary>
internal static class VaryPatch
{
    public static void Apply(IHeaderDictionary headers, string name)
    {
        if (name == "*" || HeaderList.Names(headers.Vary, "*"))
            headers.Vary = "*";
        else if (!HeaderList.Names(headers.Vary, name))
            headers.Vary = StringValues.IsNullOrEmpty(headers.Vary) ? name : $"{string.Join(", ", headers.Vary.AsEnumerable())}, {name}";
    }
}
