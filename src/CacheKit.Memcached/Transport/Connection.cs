using System.Threading.Tasks.Sources;

namespace CacheKit.Memcached.Transport;

/// <summary>
/// One connection that many callers use at once: their requests are collected and sent together, and the replies, which
/// come in the order of the requests, are handed to those who wait for them. Once broken, or in doubt, it is closed and
/// never used again; whatever was under way on it then fails.
/// </summary>
internal sealed partial class Connection : IAsyncDisposable
{
    /// <summary>Why it is closed when nobody wants it any more.</summary>
    public const string Disposed = "the client was disposed";

    private readonly Stream _stream;
    private readonly string _server;
    private readonly ConnectionLimits _limits;
    private readonly Task _reading;
    private readonly ITimer _watch;

    // Guards everything that follows.
    private readonly Lock _gate = new();
    private readonly Queue<Operation> _outstanding = new();
    private List<TaskCompletionSource>? _waitingForRoom;
    private int _bytesInFlight;
    private uint _nextOpaque = 1;
    private OperationFailure? _end;

    /// <param name="stream">Connected and authenticated; the connection closes it.</param>
    /// <param name="server">The server's name, for errors.</param>
    /// <param name="limits">How long it waits and how much it lets through.</param>
    /// <param name="time">Counts the time limits.</param>
    /// <param name="keepAlive">Makes the question that an idle connection is kept alive with.</param>
    public Connection(Stream stream, string server, ConnectionLimits limits, TimeProvider time, Action<Connection> keepAlive)
    {
        _stream = stream;
        _server = server;
        _limits = limits;
        _keepAlive = keepAlive;
        _flushLater = new FlushLater(this);
        _watch = time.CreateTimer(static connection => ((Connection)connection!).Watch(), this, limits.Tick, limits.Tick);
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Whether it may still be used.</summary>
    public bool IsOpen => Volatile.Read(ref _end) is null;

    /// <summary>Why it was closed.</summary>
    public OperationFailure? End => Volatile.Read(ref _end);

    /// <summary>Takes a request, if there is room, and sends it by itself or with others.</summary>
    /// <param name="request">The request.</param>
    /// <param name="operation">What takes the reply; no longer the caller's once accepted.</param>
    // hot path: no allocation
    public Admission TrySend<TRequest>(in TRequest request, Operation operation)
        where TRequest : struct, IRequest
    {
        bool isAlone;
        lock (_gate)
        {
            if (_end is not null)
                return Admission.Closed;
            // One that is larger than all the room there is goes alone.
            if (_bytesInFlight >= _limits.BytesInFlight)
                return Admission.Full;
            Append(in request, operation);
            if (_isFlushing || !MaySend)
                return Admission.Accepted;
            _isFlushing = true;
            isAlone = _outstanding.Count == 1;
        }

        // Whoever is alone would gain nothing from waiting for others. Else callers that are about to send are ahead of us
        // in the pool's queue, and all go out together.
        if (isAlone)
            FlushOnce();
        else
            ThreadPool.UnsafeQueueUserWorkItem(_flushLater, preferLocal: false);
        return Admission.Accepted;
    }

    /// <summary>Sends a request on this connection and no other.</summary>
    /// <exception cref="IOException">It does not take it.</exception>
    public ValueTask<TResult> SendAsync<TRequest, TOperation, TResult>(in TRequest request, TOperation operation, CancellationToken cancellationToken)
        where TRequest : struct, IRequest
        where TOperation : Operation, IValueTaskSource<TResult>
    {
        if (TrySend(in request, operation) != Admission.Accepted)
        {
            operation.Discard();
            throw new IOException(End?.Reason);
        }

        operation.CancelWith(cancellationToken);
        return new ValueTask<TResult>(operation, operation.Version);
    }

    /// <summary>Completes when there may be room, or the connection is closed.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_gate)
        {
            if (_end is not null || _bytesInFlight < _limits.BytesInFlight)
                return Task.CompletedTask;
            var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_waitingForRoom ??= []).Add(room);
            return room.Task;
        }
    }

    /// <summary>Closes it: nothing more is sent, and whoever waits is told why. The first reason counts.</summary>
    public void Close(FailureKind kind, string reason, Exception? cause = null)
    {
        lock (_gate)
        {
            if (_end is not null)
                return;
            Volatile.Write(ref _end, new OperationFailure(kind, _server, reason, cause));
            FailOutstanding(kind, reason, cause);
            LetWaitersIn();
        }

        _watch.Dispose();
        // Ends the reader, which lets go of the operations: only it knows that no reply is being read into them.
        _stream.Dispose();
    }

    /// <summary>Closes it and waits for its reader to end.</summary>
    public async ValueTask DisposeAsync()
    {
        Close(FailureKind.Broken, Disposed);
        await _reading.ConfigureAwait(false);
    }

    private void Append<TRequest>(in TRequest request, Operation operation)
        where TRequest : struct, IRequest
    {
        int before = _pending.Length;
        uint opaque = _nextOpaque;
        try
        {
            request.WriteTo(_pending, opaque);
        }
        catch
        {
            // A value whose memory is gone: half a request must not stay before the next caller's.
            _pending.Truncate(before);
            throw;
        }

        int bytes = _pending.Length - before;
        _nextOpaque += (uint)operation.OpaqueCount;
        _written += bytes;
        _bytesInFlight += bytes;
        operation.Attach(opaque, bytes, _written, _tick);
        _outstanding.Enqueue(operation);
    }

    private void FailOutstanding(FailureKind kind, string reason, Exception? cause)
    {
        if (_outstanding.Count == 0)
            return;
        var notSent = new OperationFailure(FailureKind.NotSent, _server, reason, cause);
        // The reply that cannot be understood is the first one's; nobody knows what became of the others.
        var broken = new OperationFailure(FailureKind.Broken, _server, reason, cause);
        bool isFirst = true;
        foreach (var operation in _outstanding)
        {
            bool isUnread = kind == FailureKind.TurnedAway || operation.SentWith > _handedOver;
            operation.TryFinish(isUnread ? notSent : isFirst && kind == FailureKind.Malformed ? _end : broken);
            isFirst = false;
        }
    }

    private void LetWaitersIn()
    {
        if (_waitingForRoom is not { } waiting)
            return;
        _waitingForRoom = null;
        foreach (var room in waiting)
            room.TrySetResult();
    }
}
