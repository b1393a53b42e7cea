using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using CacheKit.Diagnostics;

namespace CacheKit.AspNetCore.TimeLimits;

/// <summary>
/// One call of a <see cref="LimitedCache"/>. Of three who may end it, the answer, the limit and the caller who gives up, the
/// first does; the other two find that it is over. It goes back to be used again only after an answer: in every other case
/// the cache still has its token, and may answer yet.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A source without a timer of its own has nothing to release.")]
internal sealed class LimitedCall<T> : LimitedCall, IValueTaskSource<T>
{
    // Ends on another thread than it began on, as a rule: what one thread lacks another has given back.
    [ThreadStatic]
    private static LimitedCall<T>? _spare;

    private readonly Action _onAnswer;
    private CancellationTokenSource _leave = new();
    private ManualResetValueTaskSourceCore<T> _result;
    private ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter _asked;
    private CancellationTokenRegistration _givingUp;
    private CancellationToken _caller;
    private LimitedCache? _cache;
    private CallsUnderWay? _underWay;
    private CacheOperation _operation;

    // The use that is under way; 0 once somebody has ended it.
    private int _running;
    private bool _isOver;
    private bool _tokenIsKept;

    private LimitedCall() => _onAnswer = OnAnswer;

    /// <summary>What the cache is to watch: it is given up when the time is up, or when its caller gives up.</summary>
    public CancellationToken Token => _leave.Token;

    /// <summary>One for a call that is about to begin.</summary>
    /// <param name="tokenIsKept">Whether what is called may keep the token beyond its end: then no other call gets that.</param>
    public static LimitedCall<T> Rent(bool tokenIsKept)
    {
        var call = _spare ?? new();
        _spare = null;
        call._tokenIsKept = tokenIsKept;
        return call;
    }

    /// <summary>Gives it back after an answer that did not have to be waited for.</summary>
    public void Return()
    {
        if (_tokenIsKept)
            _leave = new();
        else if (!_leave.TryReset())
            return;
        _spare = this;
    }

    /// <summary>The answer, unless the time is up or the caller gives up before it is there.</summary>
    /// <param name="cache">Whose call it is.</param>
    /// <param name="underWay">Where it waits for its time to be up.</param>
    /// <param name="operation">What it is, for the error.</param>
    /// <param name="asked">What was asked, with <see cref="Token"/>.</param>
    /// <param name="began">When its time began to count.</param>
    /// <param name="caller">The caller's own token.</param>
    public ValueTask<T> WaitAsync(
        LimitedCache cache, CallsUnderWay underWay, CacheOperation operation, ValueTask<T> asked, long began, CancellationToken caller)
    {
        (_cache, _underWay, _operation, _caller, Began) = (cache, underWay, operation, caller, began);
        _asked = asked.ConfigureAwait(false).GetAwaiter();
        _result.Reset();
        var answer = new ValueTask<T>(this, _result.Version);
        _isOver = false;
        Use = Use == int.MaxValue ? 1 : Use + 1;
        Volatile.Write(ref _running, Use);
        underWay.Enter(this);
        if (caller.CanBeCanceled)
            _givingUp = caller.UnsafeRegister(static call => ((LimitedCall<T>)call!).GiveUp(), this);
        // Last of all: it may be used for another call by the time this returns.
        _asked.UnsafeOnCompleted(_onAnswer);
        return answer;
    }

    public override void EndByLimit(int use)
    {
        if (TryEnd(use))
            _ = LeaveAsync(_cache!.NotAnswered(_operation));
    }

    public T GetResult(short token)
    {
        try
        {
            return _result.GetResult(token);
        }
        finally
        {
            if (!_isOver)
                Forget();
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _result.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _result.OnCompleted(continuation, state, token, flags);

    // The registration is not taken back before an answer, so that this concerns no other use.
    private void GiveUp()
    {
        if (!TryEnd(Use))
            return;
        _underWay!.Leave(this);
        _ = LeaveAsync(new OperationCanceledException(_caller));
    }

    private bool TryEnd(int use) => Interlocked.CompareExchange(ref _running, 0, use) == use;

    /// <summary>Ends the call for its caller, once the cache has been told that nobody waits for it any more.</summary>
    private async Task LeaveAsync(Exception reason)
    {
        _isOver = true;
        // Not on the timer's thread, nor within the caller's Cancel.
        _result.RunContinuationsAsynchronously = true;
        await _leave.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            if (reason is CacheBackendException failure)
                _cache!.CountFailure(_operation, failure);
        }
        finally
        {
            // Whatever those do who listen to the count.
            _result.SetException(reason);
        }
    }

    private void OnAnswer()
    {
        if (!TryEnd(Use))
        {
            LookAway();
            return;
        }

        _underWay!.Leave(this);
        // Waits for one who is just finding out that it is over.
        _givingUp.Dispose();
        T answer;
        try
        {
            answer = _asked.GetResult();
        }
        catch (Exception failure)
        {
            _result.SetException(failure);
            return;
        }

        _result.SetResult(answer);
    }

    // What a call that nobody waits for still throws has nobody to go to; looked at, it is not reported as unobserved.
    private void LookAway()
    {
        try
        {
            _ = _asked.GetResult();
        }
        catch (Exception)
        {
            // Its caller has been told.
        }
    }

    private void Forget()
    {
        (_asked, _givingUp, _caller, _cache, _underWay) = (default, default, default, null, null);
        Return();
    }
}
