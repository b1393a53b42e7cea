using System.Diagnostics.CodeAnalysis;
using CacheKit.Keys;

namespace CacheKit.Tool.Caches;

/// <summary>Looks whether the backends of aliases answer, all at the same time.</summary>
internal sealed class AliasProbe(ToolCaches caches)
{
    // A name that no application uses; it is asked for, never stored.
    private const string Name = "cachekit.probe";

    // Longer than any client takes to give up on a port that is closed; one behind a firewall may never answer.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    /// <summary>Looks at aliases.</summary>
    /// <param name="aliases">The aliases.</param>
    /// <param name="looked">Called after each of them.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    public async Task<IReadOnlyList<AliasReport>> LookAsync(IEnumerable<ToolAlias> aliases, Action looked, CancellationToken cancellationToken)
    {
        return await Task.WhenAll(aliases.Select(async alias =>
        {
            var report = await LookAsync(alias, cancellationToken);
            looked();
            return report;
        }));
    }

    private async Task<AliasReport> LookAsync(ToolAlias alias, CancellationToken cancellationToken)
    {
        if (alias.Errors.Count > 0)
            return new(alias, AliasState.Wrong, string.Join(Environment.NewLine, alias.Errors.Distinct()));
        if (alias.Unseen is { } reason)
            return new(alias, AliasState.Unseen, reason);
        try
        {
            var cache = caches.Open(alias, KeyChoice.OfAlias);
            var problem = await AskAsync(cache, cancellationToken);
            return new(alias, problem is null ? AliasState.Reachable : AliasState.Unreachable, problem);
        }
        catch (ToolException exception)
        {
            return new(alias, AliasState.Wrong, exception.Message);
        }
    }

    /// <summary>Asks a backend for something.</summary>
    /// <returns>Why it did not answer; null when it did.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a backend throws is its answer.")]
    private static async Task<string?> AskAsync(ToolCache cache, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(_limit);
        try
        {
            // Off this thread: a client may block it while it connects.
            await Task.Run(() => cache.Backend.ContainsAsync(new CacheKey(cache.Scope, Name), limited.Token).AsTask(), limited.Token).WaitAsync(limited.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"it did not answer within {_limit.TotalSeconds} seconds.";
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return exception.Message;
        }
    }
}
