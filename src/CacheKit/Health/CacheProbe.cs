using System.Diagnostics.CodeAnalysis;
using CacheKit.Concurrency;
using CacheKit.Keys;
using CacheKit.Registration;
using CacheKit.Resilience;

namespace CacheKit.Health;

/// <summary>Asks the backend of an alias for a sign of life.</summary>
/// <param name="cache">The alias.</param>
internal sealed class CacheProbe(InstalledCache cache)
{
    // A name that no application uses. Its expiry is changed, which a server only does that takes writes, and nothing is stored.
    private const string Name = "cachekit.health";

    private readonly CacheKey _key = new KeySpace(cache.Settings.KeyPrefix, cache.Settings.Version, cache.Settings.KeyFunction).KeyOf(Name);

    /// <returns>What keeps it, or some part of it, from working; null when it answers.</returns>
    public async Task<Exception?> AskAsync(CancellationToken cancellationToken)
    {
        var failure = await FailureOfAsync(
            cache.Bare is IProbedBackend probed
                // On a thread of its own: it ends when the disk does, and the check need not wait for that.
                ? token => Task.Run(() => probed.Probe(_key), token)
                : token => cache.Guarded.Leader.TouchAsync(_key, TimeSpan.FromMinutes(1), token).AsTask(),
            cancellationToken).ConfigureAwait(false);
        // Of several servers one has the key.
        if (cache.Bare is IPartlyAvailable { IsPartlyAvailable: true } servers)
            failure = await FailureOfAsync(token => servers.PingAsync(token).AsTask(), cancellationToken).ConfigureAwait(false) ?? failure;
        return failure;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a backend throws is its answer.")]
    private async Task<Exception?> FailureOfAsync(Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        try
        {
            var asked = ask(cancellationToken);
            // A backend may not look at its token, and a disk that hangs cannot: the call then ends without us.
            asked.Forget();
            await asked.WaitAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return cache.Settings.Explained(exception);
        }
    }
}
