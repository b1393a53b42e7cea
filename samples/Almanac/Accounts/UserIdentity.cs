using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Almanac.Accounts;

/// <summary>
/// Who a visitor says to be. There is no password: whoever enters a name is that user, in whatever letter case, which is
/// enough to show pages that differ from user to user.
/// </summary>
public static class UserIdentity
{
    /// <summary>The principal for a name.</summary>
    public static ClaimsPrincipal Create(string name) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, MakeId(name)), new Claim(ClaimTypes.Name, name)],
        CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>The id of a signed-in user, or null.</summary>
    public static string? GetUserId(this ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier);

    private static string MakeId(string name) => name.Normalize(NormalizationForm.FormKC).ToUpperInvariant();
}
