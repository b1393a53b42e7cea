using System.Runtime.ExceptionServices;
using System.Security.Claims;
using CacheKit.AspNetCore.Diagnostics;
using CacheKit.AspNetCore.TimeLimits;
using CacheKit.AspNetCore.Users;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CacheKit.AspNetCore.Fragments;

/// <summary>Where fragments are kept and for whom.</summary>
internal sealed class FragmentCache(
    ICaches caches, LimitedCaches limited, RemoteFragments remote, FragmentRemovals removals, FragmentCultures cultures,
    FragmentAuthenticationTypes authenticationTypes, IOptions<CacheFragmentOptions> options, ILogger<FragmentCache> logger) : IFragmentCache
{
    /// <summary>The alias for fragments that name none; without it they are in the default cache.</summary>
    public const string Alias = "template_fragments";

    private readonly string _usual = caches.Aliases.Contains(Alias, StringComparer.OrdinalIgnoreCase) ? Alias : caches.Default.Alias;

    public ICache CacheOf(string? alias) => limited[string.IsNullOrEmpty(alias) ? _usual : alias];

    /// <summary>The fragment as it is kept, or rendered and kept.</summary>
    public async ValueTask<string> GetOrRenderAsync(ICache cache, FragmentRendering rendering, FragmentVariation variation, CacheTimeout timeout)
    {
        if (variation.Culture is { } culture)
            cultures.See(culture);
        authenticationTypes.See(variation.User?.AuthenticationType);
        var removed = removals.Observe(rendering.Name);
        try
        {
            var key = variation.KeyOf(rendering.Name);
            if (cache is LimitedCache ofOthers)
                return await remote.GetOrRenderAsync(ofOthers, key, rendering, removed, timeout).ConfigureAwait(false);
            return await cache.GetOrSetAsync(
                key,
                async (entry, unwanted) =>
                {
                    var html = await rendering.RunAsync(unwanted).ConfigureAwait(false);
                    entry.Keep = removals.Observe(rendering.Name) == removed;
                    return html;
                },
                timeout,
                rendering.RequestAborted).ConfigureAwait(false);
        }
        finally
        {
            // A request that was aborted alone gets its answer at once, but must not leave its view while it still renders:
            // the view's buffers would go back to the pool, and into another's page, under its hands.
            await rendering.HasEndedAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Who the fragment is for; null when the user is signed in but cannot be told from others.</summary>
    public FragmentUser? UserOf(ClaimsPrincipal user) => UserIdentity.Of(user, options.Value.UserIdClaimTypes);

    public void WarnOfUserWithoutId(string fragment, string view) =>
        PageLog.UserWithoutId(logger, fragment, view, options.Value.UserIdClaimTypes);

    public async ValueTask RemoveAsync(string name, params object?[] varyBy)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var keys = VariationsOf(FragmentVariation.Of(varyBy)).Select(variation => variation.KeyOf(name)).ToArray();

        // First, so that what is being rendered now is not kept after it was removed.
        removals.Remove(name);
        CacheBackendException? failure = null;
        foreach (var alias in caches.Aliases)
        {
            try
            {
                await limited[alias].DeleteManyAsync(keys).ConfigureAwait(false);
            }
            catch (CacheBackendException exception)
            {
                // Which cache a fragment is in stands in its view alone: the others are still tried.
                failure ??= exception;
            }
        }

        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>All that a variation stands for which leaves its culture or its user's authentication type open.</summary>
    private IEnumerable<FragmentVariation> VariationsOf(FragmentVariation variation)
    {
        IEnumerable<FragmentUser?> users = variation.User is { Id: not null, AuthenticationType: null } user
            ? authenticationTypes.All().Select(type => (FragmentUser?)(user with { AuthenticationType = type }))
            : [variation.User];
        IEnumerable<FragmentCulture?> inCultures = variation.Culture is null
            ? cultures.All().Select(static culture => (FragmentCulture?)culture).Prepend(null)
            : [variation.Culture];
        return users.SelectMany(user => inCultures, (user, culture) => variation with { User = user, Culture = culture });
    }
}
