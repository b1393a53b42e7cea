using System.Security.Claims;

namespace CacheKit.AspNetCore.Users;

/// <summary>Tells users apart, for fragments and pages that are kept for each of them.</summary>
internal static class UserIdentity
{
    /// <summary>Who a user is: the first claim of those types, who issued it, and the authentication type of the identity that has it.</summary>
    /// <param name="user">The user; null for nobody.</param>
    /// <param name="claimTypes">The claims that identify a user, the best first.</param>
    /// <returns>Null when the user is signed in but cannot be told from others.</returns>
    public static FragmentUser? Of(ClaimsPrincipal? user, IEnumerable<string> claimTypes)
    {
        var identities = user?.Identities.Where(static identity => identity.IsAuthenticated).ToArray() ?? [];
        if (identities.Length == 0)
            return FragmentUser.Anonymous;
        foreach (var type in claimTypes)
        {
            foreach (var identity in identities)
            {
                if (identity.FindFirst(type) is { Value.Length: > 0 } claim)
                    return new FragmentUser(claim.Value, claim.Issuer, identity.AuthenticationType);
            }
        }

        return null;
    }
}
