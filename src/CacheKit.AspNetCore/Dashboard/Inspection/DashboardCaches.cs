using System.Diagnostics.CodeAnalysis;
using CacheKit.AspNetCore.Diagnostics;
using CacheKit.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Dashboard.Inspection;

/// <summary>The caches of the application, and questions to them that end in time whatever becomes of the server.</summary>
internal sealed class DashboardCaches(IServiceProvider services, TimeProvider time)
{
    /// <summary>How long a question may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = services.GetRequiredService<ILogger<DashboardCaches>>();

    public IReadOnlyList<DashboardAlias> All => field ??= Read(services);

    public DashboardAlias? Find(string? name) => All.FirstOrDefault(alias => string.Equals(alias.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Asks a cache something; what it throws, and that it does not answer, becomes words.</summary>
    /// <param name="alias">The cache.</param>
    /// <param name="ask">The question.</param>
    /// <param name="aborted">Fires when nobody waits for the answer any more.</param>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a backend throws is its answer.")]
    public async Task<Answer<T>> AskAsync<T>(DashboardAlias alias, Func<CancellationToken, Task<T>> ask, CancellationToken aborted)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, aborted);
        try
        {
            // A backend may not look at its token.
            return new(await ask(either.Token).WaitAsync(either.Token).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return new(default, $"It did not answer within {Limit.TotalSeconds} seconds.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new(default, Explain(alias, exception));
        }
    }

    /// <summary>A failure in words that may be shown.</summary>
    public string Explain(DashboardAlias alias, Exception exception)
    {
        if (exception is InvalidCacheKeyException)
            return exception.Message;
        var cause = exception is CacheBackendException { InnerException: { } inner } ? inner : exception;
        // Ours are given words without secrets and keys. They are on the page: the log need not tell them each time somebody looks.
        if (alias.Settings.Explain is { } explain)
            return explain(cause).Message;
        // What a backend of somebody else says may be anything.
        PageLog.DashboardFailed(_logger, exception, alias.Name);
        return $"It failed with {cause.GetType().FullName}. The log says more (event 2072).";
    }

    private static DashboardAlias[] Read(IServiceProvider services)
    {
        // Asked for its aliases, it makes the caches or says what keeps them from being made.
        _ = services.GetRequiredService<ICaches>().Aliases;
        return [.. services.GetRequiredService<CacheSet>().Installed.Select(static installed => new DashboardAlias(installed))];
    }
}
