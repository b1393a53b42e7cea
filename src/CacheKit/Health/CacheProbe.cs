using System.Diagnostics.CodeAnalysis;
using CacheKit.Keys;
using CacheKit.Registration;

namespace CacheKit.Health;

/// <summary>Asks the backend of an alias for a sign of life.</summary>
/// <param name="cache">The alias.</param>
internal sealed class CacheProbe(InstalledCache cache)
{
    // A name that no application uses. Its expiry is changed, which a server only does that takes writes, and nothing is stored.
    private const string Name = "cachekit.health";

    private readonly CacheKey _key = new KeySpace(cache.Settings.KeyPrefix, cache.Settings.Version, cache.Settings.KeyFunction).KeyOf(Name);

    /// <returns>What keeps it from working; null when it answers.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a backend throws is its answer.")]
    public async Task<Exception?> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            // A backend may not look at its token, and a disk that hangs cannot.
            await cache.Guarded.Leader.TouchAsync(_key, TimeSpan.FromMinutes(1), cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return cache.Settings.Explained(exception);
        }
    }
}
