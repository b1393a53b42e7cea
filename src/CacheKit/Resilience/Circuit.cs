using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CacheKit.Diagnostics;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace CacheKit.Resilience;

/// <summary>
/// The circuit breaker of one alias: after some outages in a row the server is left alone for a while, and calls fail at
/// once; then one call tries it, and the circuit closes or is open for longer.
/// </summary>
/// <remarks>
/// Polly keeps the states and the breaks. Outages in a row are counted here, and Polly is told only of the last: its own
/// count would have to be told of every success, and its state is read under a lock.
/// </remarks>
internal sealed class Circuit
{
    /// <summary>How many outages in a row open it.</summary>
    public const int Threshold = 5;

    /// <summary>The first break; each that follows a try in vain is twice as long.</summary>
    public static readonly TimeSpan FirstBreak = TimeSpan.FromSeconds(1);

    /// <summary>The longest break.</summary>
    public static readonly TimeSpan LongestBreak = TimeSpan.FromSeconds(8);

    // The fewest that Polly can be told to open for.
    private const int ToldOutages = 2;

    private readonly string _alias;
    private readonly string _server;
    private readonly Func<Exception, bool> _isOutage;
    private readonly Func<Exception, Exception> _explain;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _pipeline;
    private volatile bool _isClosed = true;
    private volatile Exception? _lastOutage;
    private int _outagesInARow;

    /// <summary>A closed circuit.</summary>
    /// <param name="alias">The alias, for the log.</param>
    /// <param name="server">What is protected, without secrets, for the log.</param>
    /// <param name="isOutage">Tells a server that cannot be reached from one that refuses an operation.</param>
    /// <param name="explain">Gives an outage the words that an operator needs.</param>
    /// <param name="time">The clock of the breaks.</param>
    /// <param name="logger">The log.</param>
    public Circuit(string alias, string server, Func<Exception, bool> isOutage, Func<Exception, Exception> explain, TimeProvider time, ILogger logger)
    {
        (_alias, _server, _isOutage, _explain, _logger) = (alias, server, isOutage, explain, logger);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                MinimumThroughput = ToldOutages,
                // Whatever has succeeded on its way through Polly, as calls do while it closes: five in a row are enough.
                FailureRatio = 0,
                ShouldHandle = args => new(args.Outcome.Exception is { } exception && IsOutage(exception)),
                BreakDurationGenerator = static args => new(BreakAfter(args.HalfOpenAttempts)),
                OnOpened = OnOpened,
                OnClosed = OnClosed,
            })
            .Build();
    }

    /// <summary>Whether calls go to the server as ever.</summary>
    // hot path: a field
    public bool IsClosed => _isClosed;

    /// <summary>The server answered, be it by refusing the operation.</summary>
    // hot path: a field
    public void Answered()
    {
        if (Volatile.Read(ref _outagesInARow) != 0)
            Volatile.Write(ref _outagesInARow, 0);
    }

    /// <summary>A call failed; of several at once that had begun before the circuit opened all but one are of no account.</summary>
    public async ValueTask FailedAsync(Exception exception)
    {
        if (!IsOutage(exception))
        {
            Answered();
            return;
        }

        _lastOutage = exception is OperationCanceledException
            ? new TimeoutException("It does not answer: callers have waited and given up.")
            : _explain(exception);
        if (Interlocked.Increment(ref _outagesInARow) != Threshold)
            return;
        for (int told = 0; told < ToldOutages; told++)
            await TellAsync(exception).ConfigureAwait(false);
    }

    /// <summary>A call while the circuit is not closed: it fails at once, but for the one that tries the server.</summary>
    public async ValueTask<TResult> TryAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> call, TState state, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        try
        {
            var outcome = await _pipeline.ExecuteOutcomeAsync(
                static async (context, given) => await OutcomeAsync(given.call, given.state, context.CancellationToken).ConfigureAwait(false),
                context,
                (call, state)).ConfigureAwait(false);
            if (outcome.Exception is BrokenCircuitException broken)
                throw LeftAlone(broken.RetryAfter);
            // A caller who gives up tells nothing new of what is wrong.
            if (outcome.Exception is { } exception and not OperationCanceledException && _isOutage(exception))
                _lastOutage = _explain(exception);
            outcome.ThrowIfException();
            return outcome.Result!;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    internal static TimeSpan BreakAfter(int tries) =>
        tries >= 3 ? LongestBreak : FirstBreak * (1 << tries);

    private BrokenCircuitException LeftAlone(TimeSpan? retryAfter)
    {
        string when = retryAfter is { } left ? string.Create(CultureInfo.InvariantCulture, $"in {left.TotalSeconds:0.#} s") : "soon";
        return new($"{_server} is left alone until it is tried again, {when}: {_lastOutage?.Message}", _lastOutage!);
    }

    // A caller who gave up on the one call that tries the server has learnt as little as one who was refused.
    private bool IsOutage(Exception exception) => exception is OperationCanceledException || _isOutage(exception);

    private async ValueTask TellAsync(Exception exception)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false);
        await _pipeline.ExecuteOutcomeAsync(
            static (_, told) => new ValueTask<Outcome<bool>>(Outcome.FromException<bool>(told)), context, exception).ConfigureAwait(false);
        ResilienceContextPool.Shared.Return(context);
    }

    [SuppressMessage("Design", "CA1031", Justification = "What a backend throws cannot be foreseen; it is the outcome and is thrown again.")]
    private static async ValueTask<Outcome<TResult>> OutcomeAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> call, TState state, CancellationToken cancellationToken)
    {
        try
        {
            return Outcome.FromResult(await call(state, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            return Outcome.FromException<TResult>(exception);
        }
    }

    private ValueTask OnOpened(OnCircuitOpenedArguments<object> args)
    {
        // A try in vain opens it again: nothing has changed that anybody had to know.
        if (_isClosed)
            Log.CircuitOpened(_logger, _alias, _server, Threshold, args.BreakDuration.TotalSeconds, _lastOutage!);
        _isClosed = false;
        return default;
    }

    private ValueTask OnClosed(OnCircuitClosedArguments<object> args)
    {
        Volatile.Write(ref _outagesInARow, 0);
        _isClosed = true;
        Log.CircuitClosed(_logger, _alias, _server);
        return default;
    }
}
