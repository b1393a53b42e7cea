namespace CacheKit.TestServers;

/// <summary>A server that the tests of an assembly share; started when the first one asks for it.</summary>
/// <typeparam name="TServer">The server.</typeparam>
/// <param name="start">Starts it.</param>
public sealed class SharedServer<TServer>(Func<Task<TServer>> start) : IAsyncDisposable
    where TServer : TestServer
{
    private readonly Lazy<Task<TServer>> _server = new(start);

    /// <summary>The running server.</summary>
    public Task<TServer> GetAsync() => _server.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _server.Value).DisposeAsync();
    }
}
