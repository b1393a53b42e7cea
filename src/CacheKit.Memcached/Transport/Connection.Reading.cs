namespace CacheKit.Memcached.Transport;

internal sealed partial class Connection
{
    private readonly ReceiveBuffer _received = new();

    /// <summary>Whether a reply ever came, so that a memcached is there that serves.</summary>
    public bool HasAnswered { get; private set; }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                int count = await _stream.ReadAsync(_received.GetFree()).ConfigureAwait(false);
                if (count == 0)
                {
                    Close(FailureKind.Broken, "the server closed the connection");
                    break;
                }

                _received.Fill(count);
                _heardAt = _tick;
                Deliver();
            }
        }
        catch (InvalidReplyException) when (IsTurnedAway)
        {
            var failure = new TurnedAwayException();
            Close(FailureKind.TurnedAway, failure.Message, failure);
        }
        catch (InvalidReplyException failure)
        {
            Close(FailureKind.Malformed, $"{failure.Message}; the connection was closed", failure);
        }
        catch (Exception failure)
        {
            Close(FailureKind.Broken, $"the connection broke: {failure.Message}", failure);
        }

        LetGo();
    }

    // What memcached writes on a connection too many, in whichever protocol it is spoken to, before it closes it.
    private bool IsTurnedAway => !HasAnswered && _received.Unread.StartsWith("ERROR Too many open"u8);

    // hot path: no allocation
    private void Deliver()
    {
        if (_received.Unread.IsEmpty)
            return;
        var operation = First() ?? throw new InvalidReplyException($"it sent {Quotation.Of(_received.Unread)}, and nothing was asked");
        while (true)
        {
            bool isComplete = operation.Read(_received.Unread, out int consumed);
            _received.Consume(consumed);
            if (!isComplete)
                return;
            HasAnswered = true;
            bool isInDoubt = operation.EndsConnection;
            var next = Dequeue();
            operation.TryFinish(null);
            operation.Release();
            if (isInDoubt)
            {
                Close(FailureKind.Broken, "it refused a request and may not have read all of it, so the connection was closed");
                return;
            }

            if (_received.Unread.IsEmpty)
                return;
            operation = next ?? throw new InvalidReplyException($"it sent {Quotation.Of(_received.Unread)}, and nothing was asked");
        }
    }

    private Operation? First()
    {
        lock (_gate)
            return _outstanding.TryPeek(out var first) ? first : null;
    }

    /// <summary>Takes the first operation out and returns the one after it.</summary>
    private Operation? Dequeue()
    {
        lock (_gate)
        {
            _bytesInFlight -= _outstanding.Dequeue().RequestBytes;
            // Not at the first chance: all would come, and most would have to wait again.
            if (_waitingForRoom is not null && _bytesInFlight <= _limits.BytesInFlight / 2)
                LetWaitersIn();
            if (_limits.WaitsForEachBatch && !_isFlushing && MaySend)
            {
                _isFlushing = true;
                ThreadPool.UnsafeQueueUserWorkItem(_flushLater, preferLocal: false);
            }

            return _outstanding.TryPeek(out var next) ? next : null;
        }
    }

    // Their waiters were told when the connection was closed.
    private void LetGo()
    {
        lock (_gate)
        {
            while (_outstanding.TryDequeue(out var operation))
                operation.Release();
        }
    }
}
