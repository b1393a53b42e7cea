using System.Diagnostics.CodeAnalysis;
using CacheKit.AspNetCore.Dashboard.Figures;
using CacheKit.AspNetCore.Dashboard.Html;
using CacheKit.AspNetCore.Diagnostics;
using CacheKit.Concurrency;
using CacheKit.Diagnostics;
using CacheKit.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Dashboard.Inspection;

/// <summary>The caches of the application, and questions to them that end in time whatever becomes of the server.</summary>
internal sealed class DashboardCaches(IServiceProvider services, TimeProvider time)
{
    /// <summary>How long a question may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>How long a removal may take: to empty a large store takes minutes, and one that was given up half-way helps nobody.</summary>
    public static readonly TimeSpan RemovalLimit = TimeSpan.FromMinutes(5);

    private readonly ILogger _logger = services.GetRequiredService<ILogger<DashboardCaches>>();

    public IReadOnlyList<DashboardAlias> All => field ??= Read(services);

    public DashboardAlias? Find(string? name) => All.FirstOrDefault(alias => string.Equals(alias.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Asks a cache something; what it throws, and that it does not answer, becomes words.</summary>
    /// <param name="alias">The cache.</param>
    /// <param name="ask">The question.</param>
    /// <param name="aborted">Fires when nobody waits for the answer any more.</param>
    public Task<Answer<T>> AskAsync<T>(DashboardAlias alias, Func<CancellationToken, Task<T>> ask, CancellationToken aborted) =>
        AskAsync(alias, ask, Limit, aborted);

    /// <summary>Has a cache remove something, also when the browser that asked for it goes away.</summary>
    /// <param name="alias">The cache.</param>
    /// <param name="remove">The removal.</param>
    public async Task<Answer<T>> RemoveAsync<T>(DashboardAlias alias, Func<CancellationToken, Task<T>> remove)
    {
        var answer = await AskAsync(alias, remove, RemovalLimit, CancellationToken.None).ConfigureAwait(false);
        return answer.Problem is { } problem ? new(default, problem + LaterOf(alias)) : answer;
    }

    /// <summary>The failure of a removal in words that may be shown, and what is done about it.</summary>
    public string ExplainRemoval(DashboardAlias alias, Exception exception) => Explain(alias, exception) + LaterOf(alias);

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a backend throws is its answer.")]
    private async Task<Answer<T>> AskAsync<T>(DashboardAlias alias, Func<CancellationToken, Task<T>> ask, TimeSpan longest, CancellationToken aborted)
    {
        using var limit = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, aborted);
        try
        {
            return new(await WaitAsync(ask(either.Token), either.Token).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return new(default, $"It did not answer within {Shown.Span(longest)}.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new(default, Explain(alias, exception));
        }
    }

    // A backend may not look at its token.
    private static async Task<T> WaitAsync<T>(Task<T> asked, CancellationToken cancellationToken)
    {
        try
        {
            return await asked.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            asked.Forget();
            throw;
        }
    }

    // What an outage keeps from being removed is made up for.
    private static string LaterOf(DashboardAlias alias) =>
        alias.LostRemovals > 0 ? " What could not be removed is removed before anything is read from it again." : "";

    private string Explain(DashboardAlias alias, Exception exception)
    {
        if (exception is InvalidCacheKeyException)
            return exception.Message;
        var cause = FailureWords.CauseOf(exception);
        // They are on the page: the log need not tell them each time somebody looks.
        if (FailureWords.Of(alias.Settings, cause) is { } words)
            return Sentence.Of(words);
        PageLog.DashboardFailed(_logger, alias.Settings.Explained(cause), alias.Name);
        return $"It failed with {cause.GetType().FullName}. The log says more (event 2072).";
    }

    private static DashboardAlias[] Read(IServiceProvider services)
    {
        // Asked for its aliases, it makes the caches or says what keeps them from being made.
        _ = services.GetRequiredService<ICaches>().Aliases;
        return [.. services.GetRequiredService<CacheSet>().Installed.Select(static installed => new DashboardAlias(installed))];
    }
}
