using CacheKit;
using CacheKit.Configuration;
using CacheKit.Health;
using CacheKit.Registration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the caches to an application's health checks.</summary>
public static class CacheKitHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check that asks the backends of the caches for a sign of life: each is asked to change the expiry of a key
    /// that does not exist, which stores nothing and which a server answers only if it takes writes. Of several memcached
    /// servers each is asked. While a circuit breaker is open the check fails at once.
    /// </summary>
    /// <param name="builder">What <c>AddHealthChecks</c> returned.</param>
    /// <param name="alias">
    /// The alias to check; null for all of them, at the same time, in one check that is as bad as the worst. That it is configured
    /// is checked with the configuration.
    /// </param>
    /// <param name="name">The name of the check; null for <c>cachekit</c>, or <c>cachekit-</c> and the alias.</param>
    /// <param name="failureStatus">
    /// What a cache that cannot be used means. Null: <see cref="HealthStatus.Degraded"/> where the application goes on without
    /// it (<c>Options:OnFailure</c> = <c>miss</c>) or some of several memcached servers are there, else
    /// <see cref="HealthStatus.Unhealthy"/>. An application that keeps nothing but pages, fragments and get-or-set values in its
    /// caches goes on in any case: give <see cref="HealthStatus.Degraded"/>.
    /// </param>
    /// <param name="tags">The tags of the check.</param>
    /// <param name="timeout">How long a cache may take to answer before it counts as one that cannot be used; null for the time limits of the backends.</param>
    public static IHealthChecksBuilder AddCacheKit(
        this IHealthChecksBuilder builder,
        string? alias = null,
        string? name = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (timeout is { } longest && longest != Timeout.InfiniteTimeSpan)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(longest, TimeSpan.Zero, nameof(timeout));
        if (alias is not null)
            builder.Services.AddSingleton(new RequiredAlias(alias, "AddHealthChecks().AddCacheKit"));
        return builder.Add(new HealthCheckRegistration(
            name ?? (alias is null ? "cachekit" : $"cachekit-{alias}"), services => Make(services, alias, failureStatus, timeout), failureStatus, tags));
    }

    private static CacheHealthCheck Make(IServiceProvider services, string? alias, HealthStatus? failureStatus, TimeSpan? timeout)
    {
        var caches = services.GetService<ICaches>()
            ?? throw new InvalidOperationException("AddHealthChecks().AddCacheKit() checks the caches of the application, and there are none: call builder.AddCacheKit() too.");
        // Asked for an alias, it makes the caches or says what keeps them from being made.
        _ = caches.Aliases;
        return new CacheHealthCheck(services.GetRequiredService<CacheSet>(), alias, failureStatus, timeout, services.GetService<TimeProvider>() ?? TimeProvider.System);
    }
}
