using CacheKit.AspNetCore.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

/// <summary>
/// Adds <c>Cookie</c> to the <c>Vary</c> of the responses (Django's <c>vary_on_cookie</c>): a page for each different <c>Cookie</c>
/// header. As <see cref="VaryOnHeadersAttribute"/> otherwise.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class VaryOnCookieAttribute : CacheHeadersAttribute
{
    private protected override void Apply(IHeaderDictionary headers, DateTimeOffset now) => VaryPatch.Apply(headers, HeaderNames.Cookie);
}
