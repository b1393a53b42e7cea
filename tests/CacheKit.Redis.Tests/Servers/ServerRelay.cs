using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CacheKit.TestServers;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Servers;

/// <summary>
/// A way to a server, on a port of its own. Without a server it accepts and never answers; with one its connections are passed
/// on, and can be held, cut, or changed.
/// </summary>
internal sealed class ServerRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _listening;
    private readonly ConcurrentDictionary<TcpClient, bool> _clients = [];
    private volatile RedisServer? _behind;
    private volatile TaskCompletionSource? _holding;
    private volatile int _held;
    private int _accepted;

    /// <summary>Begins to accept.</summary>
    /// <param name="behind">The server; null for none yet.</param>
    public ServerRelay(RedisServer? behind = null)
    {
        _behind = behind;
        _listener.Start();
        _listening = ListenAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Changes what clients send, piece by piece as it comes.</summary>
    public Action<Span<byte>> Change { get; init; } = static _ => { };

    /// <summary>How many connections there have been.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>How many of them the other side has not closed.</summary>
    public int Open => _clients.Count;

    public ConfigurationOptions NewOptions() => new() { EndPoints = { _listener.LocalEndpoint }, AsyncTimeout = 60_000 };

    /// <summary>Passes new connections on to a server from now on.</summary>
    public void PassTo(RedisServer server) => _behind = server;

    /// <summary>Keeps back what comes by one connection from now on.</summary>
    /// <param name="number">Its number, by the time at which it came.</param>
    public void Hold(int number)
    {
        _held = number;
        _holding = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Passes on what was kept back, and all that comes.</summary>
    public void Release() => Interlocked.Exchange(ref _holding, null)?.SetResult();

    /// <summary>Closes all connections; what has come through them so far goes on to the server.</summary>
    public void Cut()
    {
        foreach (var client in _clients.Keys)
            client.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _listening;
        _listener.Dispose();
        _closing.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_closing.Token);
                _clients.TryAdd(client, true);
                _ = ServeAsync(client, Interlocked.Increment(ref _accepted) - 1);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        using var server = new TcpClient();
        try
        {
            if (_behind is not { } behind)
            {
                await client.GetStream().CopyToAsync(Stream.Null, _closing.Token);
                return;
            }

            await server.ConnectAsync(IPAddress.Loopback, behind.Port, _closing.Token);
            Task there = CopyAsync(client, server, number), back = server.GetStream().CopyToAsync(client.GetStream(), _closing.Token);
            await Task.WhenAny(there, back);
            client.Dispose();
            server.Dispose();
            // Nobody else would look at the failure of the other.
            await Task.WhenAll(there, back);
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // One of the two has gone.
        }
        finally
        {
            client.Dispose();
            _clients.TryRemove(client, out _);
        }
    }

    private async Task CopyAsync(TcpClient client, TcpClient server, int number)
    {
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await client.GetStream().ReadAsync(buffer, _closing.Token)) > 0)
        {
            if (_holding is { } holding && number == _held)
                await holding.Task.WaitAsync(_closing.Token);
            Change(buffer.AsSpan(0, read));
            await server.GetStream().WriteAsync(buffer.AsMemory(0, read), _closing.Token);
        }
    }
}
