using System.Threading.Tasks.Sources;
using CacheKit.Memcached.Protocol;
using CacheKit.Memcached.Protocol.Binary;
using CacheKit.Memcached.Protocol.Meta;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Routing;

/// <summary>One server: its connections, and the commands that go over them.</summary>
internal sealed class ServerNode : IDisposable, IAsyncDisposable
{
    // A connection that is closed while it is being used is replaced; one that breaks again and again is a server's fault.
    private const int Tries = 3;

    // Each part waits for room by itself, so that a call of any size takes no more memory than that.
    private const int MaximumBytesPerPart = 1024 * 1024;

    private readonly Dialer _dialer;
    private readonly ReconnectingConnection _first;
    private readonly FurtherConnections? _further;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;

    /// <param name="address">Where it is.</param>
    /// <param name="options">How it is used; not changed any more.</param>
    public ServerNode(MemcachedServerAddress address, MemcachedClientOptions options)
    {
        var time = options.TimeProvider;
        Address = address;
        Name = address.ToString();
        BytesPerPart = options.UseTls ? ConnectionLimits.BytesPerBatch : MaximumBytesPerPart;
        _time = time;
        _patience = options.OperationTimeout;
        Commands = options.Protocol == MemcachedProtocol.Binary
            ? new BinaryCommands(this, new BinaryFormat(options.MaximumValueLength), time)
            : new MetaCommands(this, new MetaFormat(options.MaximumValueLength), time);
        Health = new ServerHealth(Name, new(options.RetryInterval, options.UseFailover ? options.RetryAttempts : null, options.DeadTime), time, options.Log);
        _dialer = new Dialer(address, options, time, Commands);
        _first = new ReconnectingConnection(ConnectFirstAsync, Health, options.ConnectTimeout, time);
        if (options.ConnectionsPerServer > 1)
            _further = new FurtherConnections(_first, () => NewFurther(options), options.ConnectionsPerServer - 1, options.RetryInterval, time, Name, options.Log);
    }

    public MemcachedServerAddress Address { get; }

    /// <summary>The address as a text.</summary>
    public string Name { get; }

    public IServerCommands Commands { get; }

    /// <summary>Whether it can be reached.</summary>
    public ServerHealth Health { get; }

    /// <summary>How many bytes the requests of a many-call may have that are sent as one; what has more is sent in parts.</summary>
    public int BytesPerPart { get; }

    /// <summary>
    /// Sends a request and returns what will be its reply. All of these go over one connection, so that none overtakes another: a
    /// store that was given up, and is carried out all the same, comes before the removal that follows it.
    /// </summary>
    /// <exception cref="MemcachedUnavailableException">The server cannot be reached.</exception>
    // hot path: no allocation
    public ValueTask<TResult> SendAsync<TRequest, TOperation, TResult>(in TRequest request, TOperation operation, CancellationToken cancellationToken)
        where TRequest : struct, IRequest
        where TOperation : Operation, IValueTaskSource<TResult> =>
        SendAsync<TRequest, TOperation, TResult>(_first.Open, in request, operation, cancellationToken);

    /// <summary>Sends a request that changes nothing, and returns what will be its reply. Of several connections these take turns.</summary>
    /// <exception cref="MemcachedUnavailableException">The server cannot be reached.</exception>
    // hot path: no allocation
    public ValueTask<TResult> ReadAsync<TRequest, TOperation, TResult>(in TRequest request, TOperation operation, CancellationToken cancellationToken)
        where TRequest : struct, IRequest
        where TOperation : Operation, IValueTaskSource<TResult> =>
        SendAsync<TRequest, TOperation, TResult>(_further is null ? _first.Open : _further.Next(), in request, operation, cancellationToken);

    /// <summary>Looks whether the dead server has come back, if it is time; nobody waits for it.</summary>
    public void TryRevive()
    {
        if (Health.TryBeginRevival())
            _ = ReviveAsync();
    }

    /// <summary>Closes all connections without waiting for what is under way to end.</summary>
    public void Dispose()
    {
        _first.Dispose();
        _further?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync().ConfigureAwait(false);
        if (_further is not null)
            await _further.DisposeAsync().ConfigureAwait(false);
    }

    // What one further connection meets says nothing of the server, and so each has a health of its own.
    private ReconnectingConnection NewFurther(MemcachedClientOptions options) => new(
        (_, cancellationToken) => _dialer.ConnectAsync(mustAnswer: true, cancellationToken),
        new ServerHealth(Name, new(options.RetryInterval, Attempts: null, options.DeadTime), _time),
        options.ConnectTimeout,
        _time);

    // Where others took the place of a first connection that broke, a further one that is still there becomes the first.
    private async Task<Connection> ConnectFirstAsync(bool mustAnswer, CancellationToken cancellationToken)
    {
        try
        {
            return await _dialer.ConnectAsync(mustAnswer || _further?.IsAnyOpen == true, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException failure) when (failure.InnerException is TurnedAwayException)
        {
            if (_further?.Take() is { } open)
                return open;
            throw;
        }
    }

    private ValueTask<TResult> SendAsync<TRequest, TOperation, TResult>(
        Connection? open, in TRequest request, TOperation operation, CancellationToken cancellationToken)
        where TRequest : struct, IRequest
        where TOperation : Operation, IValueTaskSource<TResult>
    {
        if (cancellationToken.IsCancellationRequested || open is null || open.TrySend(in request, operation) != Admission.Accepted)
            return SendLaterAsync<TRequest, TOperation, TResult>(request, operation, cancellationToken);
        operation.CancelWith(cancellationToken);
        return new ValueTask<TResult>(operation, operation.Version);
    }

    private async Task ReviveAsync()
    {
        try
        {
            await Commands.PingAsync(CancellationToken.None).ConfigureAwait(false);
            Health.Succeed();
        }
        catch (Exception failure) when (failure is MemcachedException or ObjectDisposedException)
        {
            // Still dead, or nobody wants to know any more.
        }
    }

    private async ValueTask<TResult> SendLaterAsync<TRequest, TOperation, TResult>(
        TRequest request, TOperation operation, CancellationToken cancellationToken)
        where TRequest : struct, IRequest
        where TOperation : Operation, IValueTaskSource<TResult>
    {
        bool isSent = false;
        try
        {
            await HandOverAsync(request, operation, cancellationToken).ConfigureAwait(false);
            isSent = true;
        }
        finally
        {
            if (!isSent)
                operation.Discard();
        }

        operation.CancelWith(cancellationToken);
        return await new ValueTask<TResult>(operation, operation.Version).ConfigureAwait(false);
    }

    // Over the first connection, which is the one that may be waited for.
    private async ValueTask HandOverAsync<TRequest>(TRequest request, Operation operation, CancellationToken cancellationToken)
        where TRequest : struct, IRequest
    {
        long begun = _time.GetTimestamp();
        for (int closed = 0; closed < Tries;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var connection = _first.Open ?? await _first.GetAsync(cancellationToken).ConfigureAwait(false);
            switch (connection.TrySend(in request, operation))
            {
                case Admission.Accepted:
                    return;
                case Admission.Full:
                    await WaitForRoomAsync(connection, begun, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    closed++;
                    break;
            }
        }

        throw new MemcachedUnavailableException($"memcached on {Name}: the connection broke {Tries} times before anything could be sent");
    }

    private async Task WaitForRoomAsync(Connection connection, long begun, CancellationToken cancellationToken)
    {
        var left = _patience - _time.GetElapsedTime(begun);
        try
        {
            await connection.WaitForRoomAsync().WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException failure)
        {
            throw new MemcachedUnavailableException($"memcached on {Name}: too much waited for replies for {_patience}, so that nothing could be sent", failure);
        }
    }
}
