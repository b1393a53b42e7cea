using CacheKit.Diagnostics;
using CacheKit.Registration;
using CacheKit.Resilience;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheKit.Health;

/// <summary>Tells whether the caches can be used, one alias or all.</summary>
/// <param name="caches">All caches.</param>
/// <param name="alias">The alias; null for all.</param>
/// <param name="failureStatus">What a cache that cannot be used is; null where its alias decides.</param>
/// <param name="timeout">How long a cache may take to answer; null for as long as it takes itself.</param>
/// <param name="time">The clock.</param>
internal sealed class CacheHealthCheck(CacheSet caches, string? alias, HealthStatus? failureStatus, TimeSpan? timeout, TimeProvider time) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<InstalledCache> looked = alias is null ? caches.Installed : [caches.Find(alias)];
        var findings = await Task.WhenAll(looked.Select(cache => LookAsync(cache, cancellationToken))).ConfigureAwait(false);
        var bad = findings.Where(static finding => finding.Exception is not null).ToList();
        return new HealthCheckResult(
            findings.Min(static finding => finding.Status),
            bad.Count == 0 ? null : string.Join(" ", bad.Select(static finding => Sentence.Of(finding.Description))),
            bad.Count == 1 ? bad[0].Exception : bad.Count > 1 ? new AggregateException(bad.Select(static finding => finding.Exception!)) : null,
            findings.ToDictionary(static finding => finding.Alias, static finding => (object)finding.Description, StringComparer.OrdinalIgnoreCase));
    }

    private async Task<Finding> LookAsync(InstalledCache cache, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        if (await AskAsync(cache, cancellationToken).ConfigureAwait(false) is { } exception)
        {
            bool isPartlyAvailable = cache.Bare is IPartlyAvailable { IsPartlyAvailable: true };
            string finding = isPartlyAvailable ? "can be used only in part" : "cannot be used";
            return new(cache.Alias, StatusOf(cache, isPartlyAvailable), $"The cache '{cache.Alias}' ({cache.Place}) {finding}: {exception.Message}", exception);
        }

        return new(
            cache.Alias, HealthStatus.Healthy,
            FormattableString.Invariant($"{cache.Place} answered in {time.GetElapsedTime(began).TotalMilliseconds:0.0} ms"), null);
    }

    // Our own limit, not that of the framework's registration: there a cache that does not answer ends the whole check, whatever
    // its alias forgives, and nobody is told which it was.
    private async Task<Exception?> AskAsync(InstalledCache cache, CancellationToken cancellationToken)
    {
        var probe = new CacheProbe(cache);
        if (timeout is not { } longest)
            return await probe.AskAsync(cancellationToken).ConfigureAwait(false);
        using var limit = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await probe.AskAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TimeoutException(FormattableString.Invariant($"it did not answer within {longest.TotalSeconds} seconds, the time limit of the check."));
        }
    }

    // Where failures are forgiven the site goes on without the cache, and with most of it where one of several servers is away:
    // it should not be taken out of service for it.
    private HealthStatus StatusOf(InstalledCache cache, bool isPartlyAvailable) =>
        failureStatus ?? (isPartlyAvailable || cache.Settings.OnFailure == CacheFailure.Miss ? HealthStatus.Degraded : HealthStatus.Unhealthy);

    private sealed record Finding(string Alias, HealthStatus Status, string Description, Exception? Exception);
}
