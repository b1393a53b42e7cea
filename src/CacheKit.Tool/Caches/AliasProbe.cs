using System.Diagnostics.CodeAnalysis;
using CacheKit.Database.Tables;
using CacheKit.Keys;
using CacheKit.Resilience;

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
            // The first use would make a table that is missing, or the file of its database; a look does not.
            var table = DatabaseFile.MadeByUse(caches.OpenTables, alias);
            return await AskAsync(alias, token => table is null ? UseAsync(cache, token) : FindAsync(table, token), cancellationToken);
        }
        catch (ToolException exception)
        {
            return new(alias, AliasState.Wrong, exception.Message);
        }
    }

    private static async Task<AliasState> UseAsync(ToolCache cache, CancellationToken cancellationToken)
    {
        await cache.Backend.ContainsAsync(new CacheKey(cache.Scope, Name), cancellationToken);
        // Of several servers one has the key.
        if (cache.Backend is IPartlyAvailable { IsPartlyAvailable: true } servers)
            await servers.PingAsync(cancellationToken);
        return AliasState.Reachable;
    }

    private static async Task<AliasState> FindAsync(CacheTable table, CancellationToken cancellationToken) =>
        await DatabaseFile.ExistsAsync(table, cancellationToken) ? AliasState.Reachable
        : table.IsMadeAtFirstUse ? AliasState.Unmade
        : throw new FileNotFoundException($"The file {table.Database} of the database does not exist. Make it, with its table {table.Name}, by the command 'cachekit createcachetable'.");

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a backend throws is its answer.")]
    private static async Task<AliasReport> AskAsync(ToolAlias alias, Func<CancellationToken, Task<AliasState>> ask, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(_limit);
        try
        {
            // Off this thread: a client may block it while it connects.
            return new(alias, await Task.Run(() => ask(limited.Token), limited.Token).WaitAsync(limited.Token), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(alias, AliasState.Unreachable, $"it did not answer within {_limit.TotalSeconds} seconds.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new(alias, AliasState.Unreachable, alias.Explain(exception).Message);
        }
    }
}
