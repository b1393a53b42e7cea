using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CacheKit.Memcached.Tests.Servers;

/// <summary>A server that does with each connection what a test says.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<NetworkStream, Task> _script;
    private readonly Task _accepting;
    private int _connections;
    private int _ended;

    public ScriptedServer(Func<NetworkStream, Task> script)
    {
        _script = script;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public MemcachedServerAddress Address => MemcachedServerAddress.ForHost("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);

    /// <summary>How many connections there were.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How many of them are over.</summary>
    public int Ended => Volatile.Read(ref _ended);

    public MemcachedClient NewClient(Action<MemcachedClientOptions>? configure = null)
    {
        var options = new MemcachedClientOptions
        {
            Servers = { Address },
            ConnectTimeout = TimeSpan.FromSeconds(60),
            OperationTimeout = TimeSpan.FromSeconds(60),
            RetryInterval = TimeSpan.FromTicks(1),
        };
        configure?.Invoke(options);
        return new MemcachedClient(options);
    }

    /// <summary>Answers whatever comes first with these bytes, and reads on.</summary>
    public static ScriptedServer Answering(byte[] bytes) => new(async stream =>
    {
        byte[] buffer = new byte[4096];
        if (await stream.ReadAsync(buffer) == 0)
            return;
        await stream.WriteAsync(bytes);
        while (await stream.ReadAsync(buffer) > 0)
        {
        }
    });

    /// <summary>Answers each line.</summary>
    public static ScriptedServer AnsweringEach(Func<string, string> answer) => new(async stream =>
    {
        using var reader = new StreamReader(stream, Encoding.ASCII);
        while (await reader.ReadLineAsync() is { } line)
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer(line)));
    });

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> served = [];
        try
        {
            while (true)
                served.Add(ServeAsync(await _listener.AcceptTcpClientAsync()));
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }

        await Task.WhenAll(served);
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _connections);
        try
        {
            using (client)
                await _script(client.GetStream());
        }
        catch (IOException)
        {
            // The client has closed the connection.
        }

        Interlocked.Increment(ref _ended);
    }
}
