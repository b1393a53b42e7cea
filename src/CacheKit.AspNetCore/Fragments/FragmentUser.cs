using System.Security.Claims;

namespace CacheKit;

/// <summary>Whose fragment it is, where a fragment says <c>vary-by-user</c>; and whose page, where an endpoint says <c>VaryByUser</c>.</summary>
/// <param name="Id">The value of the user's id claim; null for everybody who is not signed in.</param>
/// <param name="Issuer">Who issued the claim: two identity providers may give two people the same id.</param>
/// <param name="AuthenticationType">
/// The authentication type of the identity that has the claim, usually the name of the scheme: what two cookie schemes
/// keep apart has one issuer. <see cref="IFragmentCache.RemoveAsync"/> takes null for each that it knows of.
/// </param>
public readonly record struct FragmentUser(string? Id, string Issuer = ClaimsIdentity.DefaultIssuer, string? AuthenticationType = null)
{
    /// <summary>All who are not signed in; they share a fragment.</summary>
    public static FragmentUser Anonymous => new(null, "");
}
