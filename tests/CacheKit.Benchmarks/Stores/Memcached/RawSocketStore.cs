using System.Collections.Concurrent;

namespace CacheKit.Benchmarks.Stores.Memcached;

/// <summary>The floor: a pool of bare sockets, of which each serves one caller at a time, as the usual clients have it.</summary>
internal sealed class RawSocketStore(string host, int port) : IStore
{
    private readonly ConcurrentStack<RawSocket> _idle = new();

    public string Name => "pool of raw sockets";

    public async ValueTask GetAsync(string key)
    {
        if ((await UseAsync(key, static (socket, key) => socket.GetAsync(key))).Count != 1)
            throw new InvalidOperationException("A miss.");
    }

    public async ValueTask SetAsync(string key, byte[] value) => await SetManyAsync([key], value);

    public async ValueTask GetManyAsync(string[] keys)
    {
        if ((await UseAsync(keys, static (socket, keys) => socket.GetAsync(keys))).Count != keys.Length)
            throw new InvalidOperationException("A miss.");
    }

    public async ValueTask SetManyAsync(string[] keys, byte[] value) =>
        await UseAsync((keys, value), static async (socket, call) =>
        {
            await socket.SetAsync(call.value, call.keys);
            return true;
        });

    public ValueTask DisposeAsync()
    {
        foreach (var socket in _idle)
            socket.Dispose();
        return default;
    }

    private async Task<TResult> UseAsync<TState, TResult>(TState state, Func<RawSocket, TState, Task<TResult>> use)
    {
        if (!_idle.TryPop(out var socket))
            socket = await RawSocket.ConnectAsync(host, port);
        var result = await use(socket, state);
        _idle.Push(socket);
        return result;
    }
}
