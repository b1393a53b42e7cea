using System.Net;
using System.Net.Sockets;
using CacheKit.TestServers;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Servers;

/// <summary>A server that seems older: on the way to it SET with both NX and GET loses its sense, as for one before 7.0.</summary>
internal sealed class OlderServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly RedisServer _server;

    public OlderServer(RedisServer server)
    {
        _server = server;
        _listener.Start();
        _ = ListenAsync();
    }

    public ConfigurationOptions NewOptions() => new() { EndPoints = { _listener.LocalEndpoint } };

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Dispose();
        _closing.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token));
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
            await server.ConnectAsync(IPAddress.Loopback, _server.Port, _closing.Token);
            Task there = CopyAsync(client, server, Age), back = CopyAsync(server, client, static _ => { });
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
        }
    }

    private async Task CopyAsync(TcpClient source, TcpClient destination, Action<Span<byte>> change)
    {
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await source.GetStream().ReadAsync(buffer, _closing.Token)) > 0)
        {
            change(buffer.AsSpan(0, read));
            await destination.GetStream().WriteAsync(buffer.AsMemory(0, read), _closing.Token);
        }
    }

    private static void Age(Span<byte> commands)
    {
        var argument = "\r\n$3\r\nGET\r\n"u8;
        if (commands.IndexOf("\r\n$2\r\nNX\r\n"u8) < 0)
            return;
        int place = commands.LastIndexOf(argument);
        if (place >= 0)
            "OLD"u8.CopyTo(commands[(place + 6)..]);
    }
}
