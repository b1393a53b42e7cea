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

    private readonly ReconnectingConnection[] _connections;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private uint _turn;

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
        var dialer = new Dialer(address, options, time, Commands);
        _connections = new ReconnectingConnection[options.ConnectionsPerServer];
        for (int number = 0; number < _connections.Length; number++)
            _connections[number] = new(dialer.ConnectAsync, Health, options.ConnectTimeout, time);
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
        SendAsync<TRequest, TOperation, TResult>(_connections[0], in request, operation, cancellationToken);

    /// <summary>Sends a request that changes nothing, and returns what will be its reply. Of several connections these take turns.</summary>
    /// <exception cref="MemcachedUnavailableException">The server cannot be reached.</exception>
    // hot path: no allocation
    public ValueTask<TResult> ReadAsync<TRequest, TOperation, TResult>(in TRequest request, TOperation operation, CancellationToken cancellationToken)
        where TRequest : struct, IRequest
        where TOperation : Operation, IValueTaskSource<TResult> =>
        SendAsync<TRequest, TOperation, TResult>(NextConnection(), in request, operation, cancellationToken);

    /// <summary>Looks whether the dead server has come back, if it is time; nobody waits for it.</summary>
    public void TryRevive()
    {
        if (Health.TryBeginRevival())
            _ = ReviveAsync();
    }

    /// <summary>Closes all connections without waiting for what is under way to end.</summary>
    public void Dispose()
    {
        foreach (var reconnecting in _connections)
            reconnecting.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var reconnecting in _connections)
            await reconnecting.DisposeAsync().ConfigureAwait(false);
    }

    private ValueTask<TResult> SendAsync<TRequest, TOperation, TResult>(
        ReconnectingConnection reconnecting, in TRequest request, TOperation operation, CancellationToken cancellationToken)
        where TRequest : struct, IRequest
        where TOperation : Operation, IValueTaskSource<TResult>
    {
        if (cancellationToken.IsCancellationRequested
            || reconnecting.Open is not { } connection
            || connection.TrySend(in request, operation) != Admission.Accepted)
            return SendLaterAsync<TRequest, TOperation, TResult>(reconnecting, request, operation, cancellationToken);
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
        ReconnectingConnection reconnecting, TRequest request, TOperation operation, CancellationToken cancellationToken)
        where TRequest : struct, IRequest
        where TOperation : Operation, IValueTaskSource<TResult>
    {
        bool isSent = false;
        try
        {
            await HandOverAsync(reconnecting, request, operation, cancellationToken).ConfigureAwait(false);
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

    private async ValueTask HandOverAsync<TRequest>(
        ReconnectingConnection reconnecting, TRequest request, Operation operation, CancellationToken cancellationToken)
        where TRequest : struct, IRequest
    {
        long begun = _time.GetTimestamp();
        for (int closed = 0; closed < Tries;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var connection = reconnecting.Open ?? await reconnecting.GetAsync(cancellationToken).ConfigureAwait(false);
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

    private ReconnectingConnection NextConnection() =>
        _connections.Length == 1 ? _connections[0] : _connections[Interlocked.Increment(ref _turn) % (uint)_connections.Length];
}
