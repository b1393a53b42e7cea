using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CacheKit.AspNetCore.Fragments;

/// <summary>
/// The authentication types that users may have who were shown a fragment: the names of the schemes, which identities
/// usually carry, that of identities made of tokens, and those that were seen.
/// </summary>
internal sealed class FragmentAuthenticationTypes(IOptions<AuthenticationOptions> authentication)
{
    /// <summary>What OpenID Connect and bearer tokens give their identities (TokenValidationParameters.DefaultAuthenticationType).</summary>
    private const string Federation = "AuthenticationTypes.Federation";

    // No application has so many; code that invents one for each user must not fill memory.
    private const int MaximumSeen = 64;

    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Notes that a fragment is kept for a user of that type.</summary>
    public void See(string? type)
    {
        if (type is not null && !_seen.ContainsKey(type) && Volatile.Read(ref _count) < MaximumSeen && _seen.TryAdd(type, true))
            Interlocked.Increment(ref _count);
    }

    public IReadOnlyCollection<string?> All()
    {
        var all = new HashSet<string?>(_seen.Keys, StringComparer.Ordinal) { null, Federation };
        all.UnionWith(authentication.Value.Schemes.Select(static scheme => scheme.Name));
        return all;
    }
}
