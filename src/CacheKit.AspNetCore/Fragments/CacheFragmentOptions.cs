using System.Security.Claims;

namespace CacheKit;

/// <summary>How cached fragments behave: <c>services.Configure&lt;CacheFragmentOptions&gt;(…)</c>.</summary>
public sealed class CacheFragmentOptions
{
    /// <summary>
    /// The claims that identify a signed-in user for <c>vary-by-user</c>, and for pages that say
    /// <c>VaryByUser</c>; the first one that the user has counts. They
    /// must be unique and stable: an id, never a name or an e-mail address. Default:
    /// <see cref="ClaimTypes.NameIdentifier"/>, then <c>sub</c>.
    /// </summary>
    public IList<string> UserIdClaimTypes { get; } = [ClaimTypes.NameIdentifier, "sub"];
}
