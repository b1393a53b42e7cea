using System.Threading.Tasks.Sources;

namespace CacheKit.Memcached.Transport;

/// <summary>
/// One request and what waits for its reply. It has two holders: the waiter, until it has taken the result, and the
/// connection, until the reply was consumed. Whoever waits may leave early (time limit, cancellation); the object is used
/// again only when both are done with it, so that a late reply never meets another's operation.
/// </summary>
internal abstract class Operation : IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> _core;
    private CancellationTokenRegistration _registration;
    private CancellationToken _cancellationToken;
    private OperationFailure? _failure;
    private int _isFinished;
    private int _holders;

    /// <summary>Which of the connection's requests it is: the first one's number where it sends several.</summary>
    public uint Opaque { get; private set; }

    /// <summary>The bytes of the request.</summary>
    public int RequestBytes { get; private set; }

    /// <summary>When it was given to the connection, in the connection's ticks.</summary>
    public int Tick { get; private set; }

    /// <summary>How many bytes of requests had been written before and with this one.</summary>
    public long SentWith { get; private set; }

    /// <summary>How many numbers its requests take.</summary>
    public virtual int OpaqueCount => 1;

    /// <summary>Whether the reply, now that it is complete, leaves the connection in doubt.</summary>
    public virtual bool EndsConnection => false;

    public short Version => _core.Version;

    /// <summary>Whether nobody waits any more.</summary>
    public bool IsFinished => Volatile.Read(ref _isFinished) != 0;

    /// <summary>Takes the next bytes of its reply; called by the reader only.</summary>
    /// <param name="input">What is there.</param>
    /// <param name="consumed">How much of it was its own.</param>
    /// <returns>Whether the reply is complete.</returns>
    /// <exception cref="InvalidReplyException">That is no reply to this request.</exception>
    public abstract bool Read(ReadOnlySpan<byte> input, out int consumed);

    /// <summary>Belongs to a connection from now on, which has room for it.</summary>
    public void Attach(uint opaque, int requestBytes, long sentWith, int tick)
    {
        Opaque = opaque;
        RequestBytes = requestBytes;
        SentWith = sentWith;
        Tick = tick;
        _holders = 2;
    }

    /// <summary>Lets the caller cancel: to be called before the caller gets the task.</summary>
    public void CancelWith(CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(static operation => ((Operation)operation!).TryFinish(OperationFailure.Cancelled), this);
    }

    /// <summary>Ends the wait; the first reason counts. The waiter continues on a thread of the pool, never on this one.</summary>
    /// <param name="failure">Null when the reply is complete.</param>
    public bool TryFinish(OperationFailure? failure)
    {
        if (Interlocked.CompareExchange(ref _isFinished, 1, 0) != 0)
            return false;
        _failure = failure;
        // hot path: the operation is its own work item, so that a reply allocates nothing
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        return true;
    }

    /// <summary>One of the two holders is done with it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) != 0)
            return;
        _core.Reset();
        _registration = default;
        _cancellationToken = default;
        _failure = null;
        _isFinished = 0;
        Recycle();
    }

    void IThreadPoolWorkItem.Execute() => _core.SetResult(true);

    /// <summary>Gives it back; no connection ever had it.</summary>
    public void Discard() => Recycle();

    /// <summary>Makes it ready for the next use.</summary>
    protected abstract void Recycle();

    /// <summary>Requires that a reply is the one to a request, where it says that.</summary>
    /// <exception cref="InvalidReplyException">It belongs to another request.</exception>
    protected static void RequireOpaque(uint? actual, uint expected)
    {
        if (actual is { } number && number != expected)
            throw new InvalidReplyException($"a reply to request {number} came for request {expected}");
    }

    // A task that is made of a call which its caller gave up is a cancelled one, not a failed one that nobody looked at.
    public ValueTaskSourceStatus GetStatus(short token)
    {
        var status = _core.GetStatus(token);
        return status != ValueTaskSourceStatus.Pending && _failure?.Kind == FailureKind.Cancelled ? ValueTaskSourceStatus.Canceled : status;
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    /// <summary>Begins to take the result; the waiter lets go of it afterwards.</summary>
    /// <exception cref="InvalidOperationException">It was taken before, or is not there yet: nothing was let go of.</exception>
    protected void BeginTaking(short token)
    {
        _core.GetResult(token);
        // A late callback would cancel whoever uses this object next.
        _registration.Dispose();
    }

    /// <summary>Throws what ended the wait, if not the reply.</summary>
    protected void ThrowIfFailed()
    {
        if (_failure is { } failure)
            throw failure.ToException(_cancellationToken);
    }
}
