namespace CacheKit.Memcached.Transport;

internal sealed partial class Connection
{
    private readonly FlushLater _flushLater;

    // Both swap places: one is filled while the other is sent. Who sets _isFlushing owns _sending until it is cleared.
    private SendBuffer _pending = new();
    private SendBuffer _sending = new();
    private bool _isFlushing;
    private long _written;
    private long _handedOver;

    /// <summary>Sends what is there; what was added meanwhile is the pool's to send, not this caller's.</summary>
    private void FlushOnce()
    {
        if (SendPending() && HasMore())
            ThreadPool.UnsafeQueueUserWorkItem(_flushLater, preferLocal: false);
    }

    private void FlushAll()
    {
        while (SendPending() && HasMore())
        {
        }
    }

    /// <summary>Sends once; false when somebody else goes on with it or nobody can.</summary>
    private bool SendPending()
    {
        lock (_gate)
        {
            if (_end is not null)
                return false;
            TakeBatch();
        }

        ValueTask sent;
        try
        {
            sent = _stream.WriteAsync(_sending.Written);
        }
        catch (Exception failure)
        {
            CloseSending(failure);
            return false;
        }

        if (!sent.IsCompletedSuccessfully)
        {
            _ = FinishAsync(sent);
            return false;
        }

        sent.GetAwaiter().GetResult();
        _sending.Reset();
        return true;
    }

    // The server reads more slowly than its callers write.
    private async Task FinishAsync(ValueTask sent)
    {
        try
        {
            await sent.ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            CloseSending(failure);
            return;
        }

        _sending.Reset();
        if (HasMore())
            FlushAll();
    }

    private bool HasMore()
    {
        lock (_gate)
            return _isFlushing = MaySend;
    }

    private bool MaySend => _pending.Length > 0 && _end is null && !(_limits.WaitsForEachBatch && IsBatchUnderWay);

    private bool IsBatchUnderWay => _outstanding.TryPeek(out var first) && first.SentWith <= _handedOver;

    private void TakeBatch()
    {
        if (!_limits.WaitsForEachBatch)
        {
            (_pending, _sending) = (_sending, _pending);
            _handedOver = _written;
            return;
        }

        long end = _handedOver;
        foreach (var operation in _outstanding)
        {
            if (end > _handedOver && operation.SentWith - _handedOver > ConnectionLimits.BytesPerBatch)
                break;
            end = operation.SentWith;
        }

        _pending.MoveTo(_sending, (int)(end - _handedOver));
        _handedOver = end;
    }

    private void CloseSending(Exception failure) => Close(FailureKind.Broken, $"the connection broke while sending: {failure.Message}", failure);

    private sealed class FlushLater(Connection connection) : IThreadPoolWorkItem
    {
        public void Execute() => connection.FlushAll();
    }
}
