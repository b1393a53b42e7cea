using System.Net;
using System.Net.Sockets;
using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>A server that accepts and never answers, until it begins to pass new connections on to a real one.</summary>
internal sealed class MuteServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _listening;
    private volatile RedisServer? _behind;
    private int _accepted;
    private int _open;

    public MuteServer()
    {
        _listener.Start();
        _listening = ListenAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections there have been.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>How many of them the other side has not closed.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Passes connections on from now on.</summary>
    public void Answer(RedisServer server) => _behind = server;

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
                Interlocked.Increment(ref _accepted);
                Interlocked.Increment(ref _open);
                _ = ServeAsync(client);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(TcpClient client)
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
            Task there = client.GetStream().CopyToAsync(server.GetStream(), _closing.Token), back = server.GetStream().CopyToAsync(client.GetStream(), _closing.Token);
            await Task.WhenAny(there, back);
            client.Dispose();
            server.Dispose();
            // Nobody else would look at the failure of the other.
            await Task.WhenAll(there, back);
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One of the two has gone.
        }
        finally
        {
            client.Dispose();
            Interlocked.Decrement(ref _open);
        }
    }
}
